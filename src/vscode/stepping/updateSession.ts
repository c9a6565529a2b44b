// An update of a volume as a debug session of VS Code's own: the steps are the lines, the volume is the program.

import {
  Breakpoint,
  DebugSession,
  InitializedEvent,
  OutputEvent,
  Scope,
  Source,
  StackFrame,
  StoppedEvent,
  TerminatedEvent,
  Thread,
} from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import type { HeldAt, HeldPlan, PathRead, SeenVolume } from '../../worker/protocol/heldUpdate.ts';
import { explainStep, writerName } from '../explain/explainUpdate.ts';
import type { UpdateConfiguration } from './configuration.ts';
import { explainCrash } from './crash.ts';
import { UpdateText } from './updateText.ts';
import { changesOf, describeRead, entriesOf, seenByReaders, type Shown } from './variables.ts';

/** What a session needs of its volume. Each may be refused with an error, which `explain` words. */
export interface SteppedVolume {
  hold(configuration: UpdateConfiguration): Promise<HeldPlan>;
  step(): Promise<HeldAt>;
  look(): Promise<SeenVolume>;
  read(path: string): Promise<PathRead>;
  end(how: 'finish' | 'crash'): Promise<HeldAt | undefined>;
  explain(error: unknown): string;
  /** Shows the text in an editor from now on; returns its address. */
  show(configuration: UpdateConfiguration, text: string): string;
}

const THREAD = 1;
const [READERS, ON_DISK, CHANGES, FIRST_DIRECTORY] = [1, 2, 3, 10];

export class UpdateSession extends DebugSession {
  readonly #volume: SteppedVolume;
  #configuration: UpdateConfiguration | undefined;
  #plan: HeldPlan = { steps: [], end: { seen: new Map(), left: [] }, changes: [] };
  #at: HeldAt = { done: 0 };
  #text: UpdateText | undefined;
  #address = '';
  /** Lines, as they were asked for. */
  #breakpoints: readonly number[] = [];
  /** Paths of directories that can be opened below a variable. */
  readonly #directories: string[] = [];
  #isPausing = false;
  #isOver = false;
  /** Ends the wait between two updates. */
  #wake = (): void => {};

  constructor(volume: SteppedVolume) {
    super();
    this.#volume = volume;
  }

  protected override initializeRequest(response: DebugProtocol.InitializeResponse): void {
    response.body = {
      supportsConfigurationDoneRequest: true,
      supportsTerminateRequest: true,
      supportTerminateDebuggee: true,
      supportsRestartRequest: true,
      supportsEvaluateForHovers: true,
    };
    this.sendResponse(response);
  }

  protected override launchRequest(
    response: DebugProtocol.LaunchResponse,
    args: DebugProtocol.LaunchRequestArguments,
  ): void {
    this.#configuration = args as UpdateConfiguration;
    this.#answer(response, async () => {
      await this.#hold();
      this.sendEvent(new InitializedEvent());
    });
  }

  protected override setBreakPointsRequest(
    response: DebugProtocol.SetBreakpointsResponse,
    { breakpoints = [] }: DebugProtocol.SetBreakpointsArguments,
  ): void {
    this.#breakpoints = breakpoints.map(({ line }) => line);
    const verified = this.#breakpoints.map(
      (line) => new Breakpoint(true, this.#breakpointAt(line)),
    );
    response.body = { breakpoints: verified };
    this.sendResponse(response);
  }

  protected override configurationDoneRequest(
    response: DebugProtocol.ConfigurationDoneResponse,
  ): void {
    this.sendResponse(response);
    this.#begin();
  }

  protected override threadsRequest(response: DebugProtocol.ThreadsResponse): void {
    const { volume = '', writer } = this.#configuration ?? {};
    const who = writer === undefined ? '' : writerName(writer);
    response.body = { threads: [new Thread(THREAD, `${who} → ${volume}`)] };
    this.sendResponse(response);
  }

  protected override stackTraceRequest(response: DebugProtocol.StackTraceResponse): void {
    const { steps } = this.#plan;
    const { done } = this.#at;
    const step = steps[done];
    const name =
      step === undefined
        ? vscode.l10n.t('the update is over')
        : vscode.l10n.t('before {0} of {1}: {2}', done + 1, steps.length, explainStep(step.id));
    const source = new Source(this.#address.split('/').at(-1) ?? '', this.#address);
    const frame = new StackFrame(1, name, source, this.#text?.lineOf(done) ?? 1, 1);
    response.body = { stackFrames: [frame], totalFrames: 1 };
    this.sendResponse(response);
  }

  protected override scopesRequest(response: DebugProtocol.ScopesResponse): void {
    response.body = {
      scopes: [
        new Scope(vscode.l10n.t('What readers see'), READERS),
        new Scope(vscode.l10n.t('On disk'), ON_DISK),
        new Scope(vscode.l10n.t('This update'), CHANGES),
      ],
    };
    this.sendResponse(response);
  }

  protected override variablesRequest(
    response: DebugProtocol.VariablesResponse,
    { variablesReference }: DebugProtocol.VariablesArguments,
  ): void {
    this.#answer(response, async () => {
      const rows = await this.#rows(variablesReference);
      response.body = {
        variables: rows.map(({ name, value, path }) => ({
          name,
          value,
          variablesReference: this.#referenceOf(path),
        })),
      };
    });
  }

  protected override evaluateRequest(
    response: DebugProtocol.EvaluateResponse,
    { expression }: DebugProtocol.EvaluateArguments,
  ): void {
    const path = expression.trim();
    this.#answer(response, async () => {
      const read = await this.#volume.read(path);
      const isDirectory = read.kind === 'directory';
      response.body = {
        result: describeRead(read),
        variablesReference: this.#referenceOf(isDirectory ? path : undefined),
      };
    });
  }

  protected override nextRequest(response: DebugProtocol.NextResponse): void {
    this.sendResponse(response);
    this.#unlessItFails(async () => {
      if (this.#isDone()) this.#tellOver();
      else if (await this.#step()) this.#stopped('step');
    });
  }

  protected override stepInRequest(response: DebugProtocol.StepInResponse): void {
    this.nextRequest(response);
  }

  protected override stepOutRequest(response: DebugProtocol.StepOutResponse): void {
    this.sendResponse(response);
    this.#unlessItFails(() => this.#run());
  }

  protected override continueRequest(response: DebugProtocol.ContinueResponse): void {
    this.sendResponse(response);
    this.#unlessItFails(() => this.#run());
  }

  protected override pauseRequest(response: DebugProtocol.PauseResponse): void {
    this.#isPausing = true;
    this.#wake();
    this.sendResponse(response);
  }

  protected override restartRequest(response: DebugProtocol.RestartResponse): void {
    this.#answer(response, async () => {
      await this.#volume.end('finish');
      await this.#hold();
      this.#begin();
    });
  }

  /** Stop: as a crash. */
  protected override terminateRequest(response: DebugProtocol.TerminateResponse): void {
    this.#answer(response, () => this.#stop('crash'));
  }

  protected override disconnectRequest(
    response: DebugProtocol.DisconnectResponse,
    { terminateDebuggee = false }: DebugProtocol.DisconnectArguments,
  ): void {
    this.#answer(response, () => this.#stop(terminateDebuggee ? 'crash' : 'finish'));
  }

  async #hold(): Promise<void> {
    if (this.#configuration === undefined) return;
    this.#plan = await this.#volume.hold(this.#configuration);
    this.#at = { done: 0 };
    this.#show();
  }

  #show(): void {
    if (this.#configuration === undefined) return;
    this.#text = new UpdateText(this.#configuration, this.#plan.steps, this.#at.timestampDir);
    this.#address = this.#volume.show(this.#configuration, this.#text.text);
  }

  /** Holds before the first step, or goes on and on. */
  #begin(): void {
    if (this.#configuration?.repeat === undefined) this.#stopped('entry');
    else this.#unlessItFails(() => this.#run());
  }

  /** Until a breakpoint, or the end. */
  async #run(): Promise<void> {
    for (;;) {
      if (!this.#isDone()) {
        if (!(await this.#step())) return;
      } else if (!(await this.#again())) return;
      if (this.#isOver) return;
      if (this.#isPausing) return this.#stopped('pause');
      if (this.#isBreakpoint()) return this.#stopped('breakpoint');
    }
  }

  /** The next update, after a while; false when there is to be none. */
  async #again(): Promise<boolean> {
    const milliseconds = this.#configuration?.repeat;
    if (milliseconds === undefined) {
      this.#tellOver();
      return false;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    if (this.#isOver) return false;
    await this.#volume.end('finish');
    await this.#hold();
    return true;
  }

  /** False when the session is over: the step failed, or somebody stopped meanwhile. */
  async #step(): Promise<boolean> {
    const known = this.#at.timestampDir;
    try {
      const at = await this.#volume.step();
      if (this.#isOver) return false;
      this.#at = at;
    } catch (error) {
      this.#say(this.#volume.explain(error), 'stderr');
      await this.#stop('crash');
      return false;
    }
    if (this.#at.timestampDir !== known) this.#show();
    return true;
  }

  async #stop(how: 'finish' | 'crash'): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#wake();
    const isHeld = !this.#isDone();
    try {
      // A step may have been under way.
      const at = (await this.#volume.end(how)) ?? this.#at;
      if (how === 'crash' && isHeld) {
        for (const line of explainCrash(this.#plan, at)) this.#say(line);
      }
    } finally {
      this.sendEvent(new TerminatedEvent());
    }
  }

  #tellOver(): void {
    this.#say(vscode.l10n.t('The update is over: readers see the new version.'));
    void this.#stop('finish');
  }

  #isDone(): boolean {
    return this.#at.done >= this.#plan.steps.length;
  }

  #isBreakpoint(): boolean {
    const line = this.#text?.lineOf(this.#at.done);
    return this.#breakpoints.some((asked) => this.#breakpointAt(asked) === line);
  }

  #breakpointAt(line: number): number {
    return this.#text?.breakpointAt(line) ?? line;
  }

  async #rows(reference: number): Promise<Shown[]> {
    if (reference === CHANGES) return changesOf(this.#plan.changes);
    if (reference === READERS) return seenByReaders(await this.#volume.look());
    if (reference === ON_DISK) return entriesOf((await this.#volume.look()).onDisk, '');
    const path = this.#directories[reference - FIRST_DIRECTORY] ?? '';
    const read = await this.#volume.read(path);
    return read.kind === 'directory' ? entriesOf(read.entries, path) : [];
  }

  /** By which the debugger asks for what is in the directory; 0 for what is none. */
  #referenceOf(path: string | undefined): number {
    if (path === undefined) return 0;
    const known = this.#directories.indexOf(path);
    return FIRST_DIRECTORY + (known === -1 ? this.#directories.push(path) - 1 : known);
  }

  #stopped(reason: 'entry' | 'step' | 'breakpoint' | 'pause'): void {
    this.#isPausing = false;
    this.sendEvent(new StoppedEvent(reason, THREAD));
  }

  #say(line: string, category: 'console' | 'stderr' = 'console'): void {
    this.sendEvent(new OutputEvent(`${line}\n`, category));
  }

  /** Answers when it is done, or says why it was refused. */
  #answer(response: DebugProtocol.Response, run: () => Promise<void>): void {
    run().then(
      () => this.sendResponse(response),
      (error: unknown) => {
        const format = this.#volume.explain(error).replaceAll(/[{}]/g, '');
        this.sendErrorResponse(response, { id: 1, format, showUser: true });
      },
    );
  }

  /** For what was answered already. */
  #unlessItFails(run: () => Promise<void>): void {
    run().catch((error: unknown) => {
      this.#say(this.#volume.explain(error), 'stderr');
      void this.#stop('crash');
    });
  }
}
