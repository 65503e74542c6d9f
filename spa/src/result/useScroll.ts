import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { headHeight, Scroll } from './scroll';

/** Scrolling has ended when nothing moves for this long, in ms. */
const quiet = 150;

/** The scroll position of a box of rows, and how to change it. */
export function useScroll(rows: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ height: 0, width: 0 });
  const [left, setLeft] = useState(0);
  const [scrolled, setScrolled] = useState(() => Scroll.start(rows, 0));
  const inside = Math.max(0, view.height - headHeight);
  const scroll = scrolled.resized(rows, inside);
  const latest = useRef(scroll);
  const settling = useRef<number>(undefined);

  useLayoutEffect(() => {
    latest.current = scroll;
  }, [scroll]);

  useEffect(
    () => () => {
      window.clearTimeout(settling.current);
    },
    [],
  );

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) {
      return undefined;
    }
    const measure = () => {
      setView({ height: box.clientHeight, width: box.clientWidth });
    };
    measure();
    if (typeof ResizeObserver === 'undefined') {
      return undefined;
    }
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => {
      observer.disconnect();
    };
  }, []);

  function move(next: Scroll) {
    setScrolled(next);
    if (scroller.current !== null) {
      scroller.current.scrollTop = next.bar;
    }
  }

  /**
   * Renders in the same frame in which the box moves. Otherwise its rows would be one frame late.
   */
  function onScroll({ currentTarget: box }: React.UIEvent) {
    window.clearTimeout(settling.current);
    flushSync(() => {
      if (Math.abs(box.scrollTop - scroll.bar) > 1) {
        setScrolled(scroll.to(box.scrollTop));
      }
      setLeft(box.scrollLeft);
    });
  }

  /**
   * A wheel ends at each notch. The bar is corrected when no other notch follows, or when it is at
   * its end.
   */
  function onScrollEnd() {
    window.clearTimeout(settling.current);
    if (latest.current.isAtStop) {
      settle();
    } else {
      settling.current = window.setTimeout(settle, quiet);
    }
  }

  /** Renders before the bar moves. Otherwise this move would look like one of the user. */
  function settle() {
    const settled = latest.current.settled();
    if (Math.abs(latest.current.bar - settled.bar) > 1) {
      flushSync(() => {
        move(settled);
      });
    }
  }

  /** Scrolls sideways just far enough to make this range visible. */
  function revealAcross(start: number, end: number) {
    const box = scroller.current;
    if (box === null) {
      return;
    }
    if (start < box.scrollLeft) {
      box.scrollLeft = start;
    } else if (end > box.scrollLeft + box.clientWidth) {
      box.scrollLeft = Math.min(start, end - box.clientWidth);
    }
  }

  return { scroller, view, inside, left, scroll, move, revealAcross, onScroll, onScrollEnd };
}
