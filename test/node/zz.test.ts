import { inject, it } from 'vitest'

it('x', async () => {
  console.log(inject('database'), await (await fetch(inject('database').statsUrl)).text())
})
