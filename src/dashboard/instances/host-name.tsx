/** A host name that breaks between its parts where it is too long for its line. */
export function HostName({ of: name }: { of: string }) {
  return (
    <>
      {name.split(/(?=\.)/).map((part, index) => (
        <>
          {index > 0 && <wbr />}
          {part}
        </>
      ))}
    </>
  )
}
