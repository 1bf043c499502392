import { afterEach, beforeEach } from 'vitest'

// Shows the log lines of a failed test. Sending those of all tests to Vitest, which then drops them, takes a third of
// the time of tests in workerd.

const { log } = console

beforeEach(({ onTestFailed }) => {
  const lines: unknown[][] = []
  console.log = (...line) => lines.push(line)
  onTestFailed(() => {
    for (const line of lines) log(...line)
  })
})

afterEach(() => {
  console.log = log
})
