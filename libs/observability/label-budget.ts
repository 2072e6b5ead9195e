const OTHER = 'other';

/** Lets so many different values become labels, and calls the rest `other`: every one of them costs memory for ever. */
export class LabelBudget {
  private readonly admitted = new Set<string>();

  constructor(private readonly most: number) {}

  admit(value: string): string {
    if (this.admitted.has(value)) return value;
    if (this.admitted.size >= this.most) return OTHER;
    this.admitted.add(value);
    return value;
  }
}
