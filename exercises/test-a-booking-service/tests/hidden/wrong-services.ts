import {
  BookingService,
  Refused,
  type Booking,
  type Room,
  type ServiceAnswer,
  type Wish,
} from './booking-service.ts';

/** Rule 1. */
class HalfAPerson extends BookingService {
  protected override isPeople(people: unknown): boolean {
    return typeof people === 'number' && people >= 1;
  }
}

/** Rule 2. */
class FifteenNights extends BookingService {
  protected override mostNights(): number {
    return 15;
  }
}

/** Rule 2: a day that no month has rolls over into the next. */
class ThirtiethOfFebruary extends BookingService {
  protected override isDay(day: unknown): day is string {
    return typeof day === 'string' && /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(day);
  }

  protected override isStay(from: unknown, to: unknown): boolean {
    if (!this.isDay(from) || !this.isDay(to)) return false;
    return from < to && this.nightsOf({ from, to }) <= this.mostNights();
  }

  protected override nightsOf({ from, to }: Pick<Wish, 'from' | 'to'>): number {
    return super.nightsOf({ from: rollOver(from), to: rollOver(to) });
  }
}

/** Rule 3. */
class OneBedIsLeftEmpty extends BookingService {
  protected override fits({ people }: Wish, { beds }: Room): boolean {
    return !(people >= beds && beds > 1);
  }
}

/** Rule 4: sees a stay that begins or ends within another, not one around it. */
class NotAround extends BookingService {
  protected override meet(wish: Wish, other: Wish): boolean {
    const begins = wish.from >= other.from && wish.from < other.to;
    const ends = wish.to > other.from && wish.to <= other.to;
    return begins || ends;
  }
}

/** Rule 4: looks only at the night of arrival. */
class NotIntoTheFront extends BookingService {
  protected override meet(wish: Wish, other: Wish): boolean {
    const begins = wish.from >= other.from && wish.from < other.to;
    const around = wish.from < other.from && wish.to >= other.to;
    return begins || around;
  }
}

/** Rule 4: takes the day of departure for a night. */
class NobodyArrivesWhenOneLeaves extends BookingService {
  protected override meet(wish: Wish, other: Wish): boolean {
    return wish.from <= other.to && other.from <= wish.to;
  }
}

/** Rule 5. */
class SevenNightsAreShort extends BookingService {
  protected override isLong(nights: number): boolean {
    return nights > 7;
  }
}

/** Rule 5. */
class ThirtyDaysAMonth extends BookingService {
  protected override nightsOf({ from, to }: Pick<Wish, 'from' | 'to'>): number {
    const toDays = (day: string) => {
      const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
      return (year * 12 + month) * 30 + date;
    };
    return toDays(to) - toDays(from);
  }
}

/** Rule 6: a booking that is refused for its nights is there all the same. */
class KeepsTheRefused extends BookingService {
  #refused = 0;

  protected override check(wish: Wish, moved: Booking | null): void {
    try {
      super.check(wish, moved);
    } catch (error) {
      if (error instanceof Refused && error.status === 409 && !moved) {
        this.#refused += 1;
        this.keep(`r${this.#refused}${this.freedom.toId(1)}`, wish);
      }
      throw error;
    }
  }
}

/** Rule 6: a move that is refused for its nights is made all the same. */
class MovesTheRefused extends BookingService {
  protected override check(wish: Wish, moved: Booking | null): void {
    try {
      super.check(wish, moved);
    } catch (error) {
      if (error instanceof Refused && error.status === 409 && moved) this.keep(moved.id, wish);
      throw error;
    }
  }
}

/** Rule 7. */
class StandsInItsOwnWay extends BookingService {
  protected override isItself(): boolean {
    return false;
  }
}

/** Rule 7. */
class KeepsTheOldPrice extends BookingService {
  protected override move(booking: Booking, fields: Readonly<Record<string, unknown>>): ServiceAnswer {
    super.move(booking, fields);
    const moved = { ...this.getBooking(booking.id), price: booking.price };
    this.bookings.set(booking.id, moved);
    return this.tell(200, moved);
  }
}

/** Rule 7. */
class CountsBedsOnce extends BookingService {
  protected override fits(wish: Wish, room: Room, moved: Booking | null): boolean {
    return moved !== null || super.fits(wish, room, moved);
  }
}

/** Rule 8. */
class CancelledNightsStayTaken extends BookingService {
  protected override holdsNights(): boolean {
    return true;
  }
}

/** Rule 8. */
class CancelsOnce extends BookingService {
  protected override cancel(booking: Booking): ServiceAnswer {
    if (booking.status === 'cancelled') throw new Refused(404);
    return super.cancel(booking);
  }
}

/** Rule 8. */
class MovesTheCancelled extends BookingService {
  protected override canMove(): boolean {
    return true;
  }
}

/** Rule 9. */
class ListsAsBooked extends BookingService {
  protected override sort(bookings: Booking[]): Booking[] {
    return bookings;
  }
}

/** Rule 10. */
class EveryRoomHasAList extends BookingService {
  protected override getRoom(id: string): Room {
    return this.rooms.get(id) ?? { id, name: '', beds: 0 };
  }
}

/** Breaks every rule at once. */
export class NothingHere extends BookingService {
  protected override route(): ServiceAnswer {
    throw new Refused(404);
  }
}

function rollOver(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10);
}

/** By the name under which the tests look their run up. */
export const WRONG_SERVICES = {
  HalfAPerson,
  FifteenNights,
  ThirtiethOfFebruary,
  OneBedIsLeftEmpty,
  NotAround,
  NotIntoTheFront,
  NobodyArrivesWhenOneLeaves,
  SevenNightsAreShort,
  ThirtyDaysAMonth,
  KeepsTheRefused,
  MovesTheRefused,
  StandsInItsOwnWay,
  KeepsTheOldPrice,
  CountsBedsOnce,
  CancelledNightsStayTaken,
  CancelsOnce,
  MovesTheCancelled,
  ListsAsBooked,
  EveryRoomHasAList,
};

export type WrongName = keyof typeof WRONG_SERVICES;
