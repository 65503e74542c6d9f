package io.querycast.local.cognito;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** The mailbox as people see it. The page needs no script and nothing from other sites. */
final class MailPage {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>Mailbox - Querycast local cloud</title>
      <style>
      :root {
        --page: #f4f5f7; --card: #fff; --ink: #1b1f24; --soft: #57606a;
        --line: #d0d7de; --link: #0550ae;
      }
      @media (prefers-color-scheme: dark) {
        :root {
          --page: #0f1318; --card: #1a2028; --ink: #e6edf3; --soft: #9aa6b2;
          --line: #323b46; --link: #79b8ff;
        }
      }
      * { box-sizing: border-box }
      body {
        margin: 0 auto; max-width: 40rem; padding: 1.5rem 1rem;
        font: 1rem/1.5 system-ui, sans-serif; background: var(--page); color: var(--ink);
      }
      header {
        display: flex; flex-wrap: wrap; align-items: baseline;
        justify-content: space-between; gap: .25rem 1rem;
      }
      h1 { margin: 0; font-size: 1.4rem }
      h2 { margin: 0; font-size: 1rem }
      a { color: var(--link) }
      form { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; margin: 1rem 0 }
      input { flex: 1 1 12rem; min-width: 0 }
      input, button, li { background: var(--card); border: 1px solid var(--line) }
      input, button { padding: .5rem .75rem; font: inherit; color: inherit; border-radius: .4rem }
      ol { list-style: none; margin: 0; padding: 0 }
      li { margin: 0 0 .75rem; padding: 1rem; border-radius: .6rem }
      p { margin: 0; color: var(--soft); overflow-wrap: anywhere }
      .code {
        margin: .25rem 0; font: 700 2.4rem/1.3 ui-monospace, monospace;
        letter-spacing: .15em; color: var(--ink); user-select: all;
      }
      </style>
      </head>
      <body>
      <header><h1>Mailbox</h1><a href="?to={{address}}">Refresh</a></header>
      <form>
        <label for="to">Mail to</label>
        <input id="to" name="to" type="email" autocomplete="off" placeholder="everybody"
            value="{{to}}">
        <button>Show</button>
      </form>
      <main>{{mails}}</main>
      </body>
      </html>
      """;
  private static final String MAIL =
      """
      <li>
      <h2>{{subject}}</h2>
      <p class="code">{{code}}</p>
      <p>{{to}}, <time datetime="{{at}}">{{time}}</time></p>
      </li>
      """;

  private MailPage() {}

  static String of(String to, List<Mail> mails) {
    String list =
        mails.isEmpty()
            ? "<p>No mail yet.</p>"
            : mails.stream().map(MailPage::item).collect(Collectors.joining("", "<ol>\n", "</ol>"));
    // The mails go in last, so that text from strangers is never filled in again.
    return PAGE.replace("{{address}}", URLEncoder.encode(to, StandardCharsets.UTF_8))
        .replace("{{to}}", escape(to))
        .replace("{{mails}}", list);
  }

  private static String item(Mail mail) {
    String at = mail.at().truncatedTo(ChronoUnit.SECONDS).toString();
    return MAIL.replace("{{subject}}", escape(mail.subject()))
        .replace("{{code}}", escape(mail.code()))
        .replace("{{at}}", at)
        .replace("{{time}}", at.replace('T', ' ').replace("Z", " UTC"))
        .replace("{{to}}", escape(mail.to()));
  }

  /** It also escapes braces, so that a text can't look like one of our gaps. */
  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;")
        .replace("{", "&#123;");
  }
}
