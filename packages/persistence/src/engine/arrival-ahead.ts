/**
 * How far beyond its burst a theoretical arrival time may lie, in µs: waiting for a row's lock
 * makes it seem ahead by so long at most. One further ahead was written before the clock was set
 * back, or for a larger burst; waiting until then could last for days.
 */
export const arrivalAheadMaxUs = 60_000_000;
