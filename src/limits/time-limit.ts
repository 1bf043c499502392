/** Returned in place of a result that does not arrive in time. */
export const LATE = Symbol('late')

/** The result of the work, or `LATE` after the given number of milliseconds. The work continues. */
export async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result | typeof LATE> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(resolve, milliseconds, LATE)
  })
  return Promise.race([work, limit]).finally(() => timer && clearTimeout(timer))
}

/** Waits for a number of milliseconds. */
export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
