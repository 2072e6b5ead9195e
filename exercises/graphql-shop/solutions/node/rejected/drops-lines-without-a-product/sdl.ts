export const SDL = `
  type Query {
    product(id: ID!): Product
    products(category: String, first: Int! = 20): [Product!]!
    vendor(id: ID!): Vendor
    order(id: ID!): Order
  }

  type Product {
    id: ID!
    name: String!
    category: String!
    priceCents: Int!
    stock: Int!
    vendor: Vendor
    averageRating: Float
    reviews(first: Int! = 10): [Review!]!
  }

  type Vendor {
    id: ID!
    name: String!
    products(first: Int! = 20): [Product!]!
  }

  type Review {
    id: ID!
    author: String!
    rating: Int!
    text: String!
    product: Product!
  }

  type Order {
    id: ID!
    customer: String!
    lines: [OrderLine]!
    totalCents: Int!
  }

  type OrderLine {
    quantity: Int!
    priceCents: Int!
    product: Product!
  }

  type Mutation {
    addReview(input: AddReviewInput!): Review
    placeOrder(input: PlaceOrderInput!): Order
  }

  input AddReviewInput {
    productId: ID!
    author: String!
    rating: Int!
    text: String!
  }

  input PlaceOrderInput {
    customer: String!
    lines: [OrderLineInput!]!
  }

  input OrderLineInput {
    productId: ID!
    quantity: Int!
  }
`;
