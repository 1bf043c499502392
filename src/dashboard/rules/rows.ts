export interface RowProps {
  /** The address that the form is sent to. */
  at: string
  errors: Readonly<Record<string, string>>
}

/** The id of a row, and the name of its error. */
export const rowIdOf = (kind: 'condition' | 'action', number: number) => `${kind}-${number}`
