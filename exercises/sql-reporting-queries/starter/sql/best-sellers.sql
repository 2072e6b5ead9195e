-- The three best sellers of each category: category, place, product, sold.
SELECT '' AS category, 0 AS place, '' AS product, 0 AS sold
WHERE false;
