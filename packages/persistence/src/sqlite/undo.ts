/** Thrown by a write to leave no trace, and to answer `value` all the same. */
export class Undo extends Error {
  readonly value: unknown;

  constructor(value: unknown) {
    super("undone");
    this.name = "Undo";
    this.value = value;
  }
}
