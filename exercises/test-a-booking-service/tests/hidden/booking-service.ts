export interface Room {
  readonly id: string;
  readonly name: string;
  readonly beds: number;
}

/** What a booking asks for: what POST brings, or a booking as PATCH would leave it. */
export interface Wish {
  readonly roomId: string;
  readonly guest: string;
  readonly people: number;
  readonly from: string;
  readonly to: string;
}

export interface Booking extends Wish {
  readonly id: string;
  readonly nights: number;
  readonly price: number;
  readonly status: 'booked' | 'cancelled';
}

export interface ServiceRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/** What the specification leaves open, decided in one way. */
export interface Freedom {
  readonly toId: (count: number) => string;
  readonly toSentence: (status: number) => string;
  /** Puts properties into another order, or adds some. */
  readonly dress: (value: object) => object;
  readonly contentType: string;
  /** Whether the last of several mistakes is the one that is answered. */
  readonly lastMistakeFirst: boolean;
}

const SENTENCES: Readonly<Record<number, string>> = {
  400: 'The request is not valid.',
  404: 'There is nothing here.',
  409: 'This is not possible any more.',
  422: 'The room has not enough beds.',
};

export const TO_THE_LETTER: Freedom = {
  toId: (count) => String(count),
  toSentence: (status) => SENTENCES[status] ?? 'This failed.',
  dress: (value) => value,
  contentType: 'application/json',
  lastMistakeFirst: false,
};

export class Refused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

type Fields = Readonly<Record<string, unknown>>;

const DAY_MS = 24 * 60 * 60 * 1000;
const CENTS_A_NIGHT = 3000;

const toMs = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= 60;
const isWhole = (value: unknown, min: number, max: number): value is number =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

/** The booking service of the statement, rule by rule. It keeps everything in memory. */
export class BookingService {
  protected readonly rooms = new Map<string, Room>();
  protected readonly bookings = new Map<string, Booking>();
  #ids = 0;
  readonly freedom: Freedom;

  constructor(freedom: Freedom = TO_THE_LETTER) {
    this.freedom = freedom;
  }

  answer(request: ServiceRequest): ServiceAnswer {
    try {
      return this.route(request);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return this.tell(error.status, { error: this.freedom.toSentence(error.status) });
    }
  }

  protected route({ method, path, body }: ServiceRequest): ServiceAnswer {
    const [, collection = '', id, part, ...rest] = path.split('/');
    const route = [method, collection, id && ':id', part, ...rest].filter(Boolean).join(' ');
    const own = id ?? '';
    switch (route) {
      case 'POST rooms':
        return this.openRoom(readFields(body));
      case 'GET rooms :id bookings':
        return this.list(own);
      case 'POST bookings':
        return this.book(readFields(body));
      case 'GET bookings :id':
        return this.tell(200, this.getBooking(own));
      case 'PATCH bookings :id':
        return this.move(this.getBooking(own), readFields(body));
      case 'DELETE bookings :id':
        return this.cancel(this.getBooking(own));
      default:
        throw new Refused(404);
    }
  }

  protected openRoom({ name, beds }: Fields): ServiceAnswer {
    if (!isText(name) || !isWhole(beds, 1, 12)) throw new Refused(400);
    const room = { id: this.#nextId(), name, beds };
    this.rooms.set(room.id, room);
    return this.tell(201, room);
  }

  protected book({ roomId, guest, people, from, to }: Fields): ServiceAnswer {
    const wish = { roomId, guest, people, from, to } as Wish;
    this.check(wish, null);
    const booking = this.keep(this.#nextId(), wish);
    return { ...this.tell(201, booking), headers: { location: `/bookings/${booking.id}` } };
  }

  protected move(booking: Booking, fields: Fields): ServiceAnswer {
    const isLeftForLast = this.freedom.lastMistakeFirst;
    if (!isLeftForLast && !this.canMove(booking)) throw new Refused(409);
    const { people = booking.people, from = booking.from, to = booking.to } = fields;
    const wish = { ...booking, people, from, to } as Wish;
    this.check(wish, booking);
    if (isLeftForLast && !this.canMove(booking)) throw new Refused(409);
    return this.tell(200, this.keep(booking.id, wish));
  }

  protected cancel(booking: Booking): ServiceAnswer {
    this.bookings.set(booking.id, { ...booking, status: 'cancelled' });
    return { status: 204 };
  }

  protected list(roomId: string): ServiceAnswer {
    this.getRoom(roomId);
    const bookings = this.sort(
      [...this.bookings.values()].filter((each) => each.roomId === roomId && each.status === 'booked'),
    );
    return this.tell(200, { bookings: bookings.map((booking) => this.freedom.dress(booking)) });
  }

  /** @throws Refused. `moved` is the booking that the wish would change, null for a new one. */
  protected check(wish: Wish, moved: Booking | null): void {
    const valid = typeof wish.roomId === 'string' && isText(wish.guest) && this.isPeople(wish.people);
    const room = this.rooms.get(wish.roomId);
    const dated = this.isStay(wish.from, wish.to);
    const mistakes: [number, boolean][] = [
      [400, !valid || !dated],
      [404, typeof wish.roomId === 'string' && !room],
      [422, room !== undefined && !this.fits(wish, room, moved)],
      [409, dated && this.isTaken(wish, moved)],
    ];
    if (this.freedom.lastMistakeFirst) mistakes.reverse();
    const mistake = mistakes.find(([, made]) => made);
    if (mistake) throw new Refused(mistake[0]);
  }

  protected isPeople(people: unknown): boolean {
    return isWhole(people, 1, Number.MAX_SAFE_INTEGER);
  }

  protected isStay(from: unknown, to: unknown): boolean {
    return this.isDay(from) && this.isDay(to) && isWhole(countNights(from, to), 1, this.mostNights());
  }

  protected mostNights(): number {
    return 14;
  }

  protected isDay(day: unknown): day is string {
    if (typeof day !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
    const ms = toMs(day);
    return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(day);
  }

  protected fits({ people }: Wish, { beds }: Room, _moved: Booking | null): boolean {
    return !(people > beds);
  }

  protected isTaken(wish: Wish, moved: Booking | null): boolean {
    return [...this.bookings.values()].some(
      (other) =>
        other.roomId === wish.roomId &&
        this.holdsNights(other) &&
        !this.isItself(other, moved) &&
        this.meet(wish, other),
    );
  }

  protected holdsNights(booking: Booking): boolean {
    return booking.status === 'booked';
  }

  protected isItself(other: Booking, moved: Booking | null): boolean {
    return other.id === moved?.id;
  }

  /** Days are compared as text: in this form the order is the same. */
  protected meet(wish: Wish, other: Wish): boolean {
    return wish.from < other.to && other.from < wish.to;
  }

  protected canMove(booking: Booking): boolean {
    return booking.status === 'booked';
  }

  protected sort(bookings: Booking[]): Booking[] {
    return bookings.sort((one, other) => (one.from < other.from ? -1 : 1));
  }

  protected nightsOf({ from, to }: Pick<Wish, 'from' | 'to'>): number {
    return countNights(from, to);
  }

  protected priceOf(people: number, nights: number): number {
    const full = people * nights * CENTS_A_NIGHT;
    return this.isLong(nights) ? (full * 9) / 10 : full;
  }

  protected isLong(nights: number): boolean {
    return nights >= 7;
  }

  protected keep(id: string, { roomId, guest, people, from, to }: Wish): Booking {
    const nights = this.nightsOf({ from, to });
    const price = this.priceOf(people, nights);
    const booking: Booking = { id, roomId, guest, people, from, to, nights, price, status: 'booked' };
    this.bookings.set(id, booking);
    return booking;
  }

  protected getRoom(id: string): Room {
    const room = this.rooms.get(id);
    if (!room) throw new Refused(404);
    return room;
  }

  protected getBooking(id: string): Booking {
    const booking = this.bookings.get(id);
    if (!booking) throw new Refused(404);
    return booking;
  }

  protected tell(status: number, value: object): ServiceAnswer {
    return { status, json: this.freedom.dress(value) };
  }

  #nextId(): string {
    this.#ids += 1;
    return this.freedom.toId(this.#ids);
  }
}

/** Whole days of UTC, which knows no summer time. */
function countNights(from: string, to: string): number {
  return (toMs(to) - toMs(from)) / DAY_MS;
}

function readFields(body: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Refused(400);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refused(400);
  return value as Fields;
}
