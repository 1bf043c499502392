/** What a response must be. Validators are named by their export. */
export interface ExpectedResponse {
  /** By content type, the validator of a JSON body; null for any other body. Empty if there is no body. */
  content: Record<string, string | null>
  headers: Record<string, { required: boolean; validator: string }>
}

/** An operation of the document with its responses by status. */
export interface ExpectedOperation {
  method: string
  path: string
  responses: Record<string, ExpectedResponse>
}
