import { useEffect, useState } from 'react';

/**
 * A text as a QR code. Its space stays empty until the library is loaded, or if it can't be loaded.
 */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const [dots, setDots] = useState<readonly (readonly boolean[])[]>([]);
  useEffect(() => {
    let wanted = true;
    import('uqr').then(
      ({ encode }) => {
        if (wanted) {
          setDots(encode(text, { border: 2 }).data);
        }
      },
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [text]);
  return (
    <svg
      className="qr"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${dots.length || 1} ${dots.length || 1}`}
      shapeRendering="crispEdges"
    >
      <path
        d={dots.flatMap((row, y) => row.map((dark, x) => (dark ? square(x, y) : ''))).join('')}
      />
    </svg>
  );
}

const square = (x: number, y: number) => `M${x} ${y}h1v1h-1z`;
