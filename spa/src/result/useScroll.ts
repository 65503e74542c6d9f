import { useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { headHeight, Scroll } from './scroll';

/** How a box of rows is scrolled: where it stands, and how to go somewhere else. */
export function useScroll(rows: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ height: 0, width: 0 });
  const [left, setLeft] = useState(0);
  const [scrolled, setScrolled] = useState(() => Scroll.start(rows, 0));
  const inside = Math.max(0, view.height - headHeight);
  const scroll = scrolled.resized(rows, inside);

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

  /** In the frame in which the box moves, or its rows would be a frame behind. */
  function onScroll({ currentTarget: box }: React.UIEvent) {
    flushSync(() => {
      if (Math.abs(box.scrollTop - scroll.bar) > 1) {
        setScrolled(scroll.to(box.scrollTop));
      }
      setLeft(box.scrollLeft);
    });
  }

  function onScrollEnd() {
    if (Math.abs(scroll.bar - scroll.settled().bar) > 1) {
      move(scroll.settled());
    }
  }

  /** Goes sideways just so far that what lies there is in sight. */
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
