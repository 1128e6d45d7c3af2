/** 0.0933 as "9.33 %"; small shares keep two significant digits. */
export function shareFigure(share: number): string {
  const value = share * 100;
  const digits = value === 0 || value >= 1 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(value)));
  return `${value.toFixed(digits)} %`;
}

/** 1275 as "1,275". */
export function wholeFigure(value: number): string {
  return value.toLocaleString('en-US');
}

/** 0.99 as "99 %", with as many digits as it was given. */
export function confidenceFigure(confidence: number): string {
  return `${Number((confidence * 100).toPrecision(6))} %`;
}

/** 671 as "0.7 s". */
export function secondsFigure(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** 1 as "1 replica", 9 as "9 replicas". */
export function counted(value: number, noun: string): string {
  return `${wholeFigure(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** 1.234 as "1.2", 12.34 as "12". */
export function millisecondsFigure(milliseconds: number): string {
  return milliseconds < 10 ? milliseconds.toFixed(1) : wholeFigure(Math.round(milliseconds));
}

/** 0.1 as "10 %", with as many digits as needed. */
export function percent(fraction: number): string {
  return `${trimmed(fraction * 100)} %`;
}

/** 0.03 as "3 points". */
export function percentagePoints(fraction: number): string {
  const points = trimmed(fraction * 100);
  return `${points} ${points === '1' ? 'point' : 'points'}`;
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(6)));
}
