/**
 * What users watch: a question that is run again and again for all who want its newest answer. In:
 * watches by REST, the endings of runs. Out: runs in {@code job}, and for each watcher the news of
 * an answer, which {@code push} and {@code door} tell. docs/adr/0060-watching.md.
 */
package io.querycast.watch;
