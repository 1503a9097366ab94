// A page of a React app with the signature box: attributes and events as JSX knows them.
import { useState } from "react";
import "undersigned/react";

export function Page(props: { server: string; declaration: string; bundle: string }) {
  const [count, setCount] = useState<number>();
  return (
    <section className="page">
      <undersigned-signature
        {...props}
        className="box"
        theme="dark"
        onundersigned:confirmed={({ detail }) => "count" in detail && setCount(detail.count)}
      >
        <a href={`${props.server}/d/${props.declaration}`}>Sign</a>
      </undersigned-signature>
      {count && <output>{count} signed</output>}
      <undersigned-share bundle={props.bundle} url="https://ally.example/" networks="copy email" />
    </section>
  );
}
