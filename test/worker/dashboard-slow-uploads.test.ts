import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { OWN_FORM, visitorOf } from './dashboard.ts'
import { newTenant, send } from './harness.ts'

/** Sends the first half of a form, lets time pass, and then sends the other half, if it is still read. */
async function sendSlowly(cookie: string, path: string, form: string, milliseconds: number) {
  const halves = [form.slice(0, form.length / 2), form.slice(form.length / 2)]
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (halves.length === 1) await vi.advanceTimersByTimeAsync(milliseconds)
      const half = halves.shift()
      if (half === undefined) controller.close()
      else controller.enqueue(new TextEncoder().encode(half))
    },
  })
  return send('POST', path, { body, headers: { ...OWN_FORM, Cookie: cookie } })
}

describe('a file', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())
  const FORM = new URLSearchParams({ csv: 'name\nSteve\n', name: 'slow.csv' }).toString()

  test('may take a minute to arrive', async () => {
    const { cookie } = await visitorOf(await newTenant())
    const { status, body } = await sendSlowly(cookie, '/dashboard/customers/import', FORM, 59_000)
    expect(status).toBe(200)
    expect(body).toContain('Import 1 customer')
  })

  test('that takes longer is rejected on the page of the import, which says what to do', async () => {
    const { cookie } = await visitorOf(await newTenant())
    const { status, body } = await sendSlowly(cookie, '/dashboard/customers/import', FORM, 61_000)
    expect(status).toBe(422)
    expect(body).toContain('The file was not received within 60 seconds, and nothing was imported.')
    expect(body).toContain('split the file into smaller ones')
    expect(body).toContain('type="file"')
  })

  test('has more time than another form', async () => {
    const { cookie } = await visitorOf(await newTenant())
    const { status, body } = await sendSlowly(cookie, '/dashboard/rules', 'name=Steve', 11_000)
    expect(status).toBe(408)
    expect(body).toContain('The form was not received in time')
  })
})
