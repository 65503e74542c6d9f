import { Component, type ReactNode } from 'react';
import { strings } from './strings';

const words = strings.app;

/**
 * If a part of the page breaks or can't be loaded, the rest keeps working: this part shows a
 * message and the next step.
 */
export class ErrorBoundary extends Component<
  { readonly children: ReactNode; readonly fallback?: ReactNode },
  { readonly failed: boolean }
> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? (this.props.fallback ?? <Broken />) : this.props.children;
  }
}

function Broken() {
  return (
    <div className="card" role="alert">
      <p>{words.broken}</p>
      <p className="hint">{words.brokenNext}</p>
      <p className="actions">
        <button
          type="button"
          onClick={() => {
            window.location.reload();
          }}
        >
          {words.reload}
        </button>
      </p>
    </div>
  );
}
