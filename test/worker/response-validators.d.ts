/** Made by the plugin in `test/setup/response-validators.ts`. The other exports are validators. */
declare module 'virtual:response-validators' {
  export const operations: import('../setup/expected-response.ts').ExpectedOperation[]
  /** The validator of an error outside of all operations. */
  export const failure: string
}
