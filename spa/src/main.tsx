import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import './styles.css';
import { startTheme } from './theme';

const root = document.getElementById('root');
if (root === null) {
  throw new Error('index.html has no #root');
}
startTheme();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
