/** Made by the plugin in `response-validators.ts`. The other exports are validators. */
declare module 'virtual:response-validators' {
  export const operations: import('./expected-response.ts').ExpectedOperation[]
  /** The validator of an error outside of all operations. */
  export const failure: string
}
