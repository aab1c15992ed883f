// Threads that do one job each at a time, started when there is work for them, and a bounded queue before them.
import { Worker } from 'node:worker_threads';
import { SecurityError } from './security-error.js';

/** Refused at once: as many jobs as may wait are waiting. */
export class PoolBusy extends SecurityError {
  override readonly name: string = 'PoolBusy';
}

interface Task<Job, Answer> {
  readonly job: Job;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export interface PoolOptions {
  /** A module that answers every message from its parent with exactly one message. */
  readonly script: URL;
  readonly atOnce: number;
  readonly waiting: number;
}

export class WorkerPool<Job, Answer> {
  readonly #options: PoolOptions;
  readonly #idle: Worker[] = [];
  /** What every busy worker is at. */
  readonly #busy = new Map<Worker, Task<Job, Answer>>();
  readonly #queue: Task<Job, Answer>[] = [];
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Rejected with PoolBusy at once when the queue is full, with SecurityError when its worker dies or the pool is closed. */
  run(job: Job): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new SecurityError('closed'));
      const task = { job, resolve, reject };
      if (this.#busy.size < this.#options.atOnce) return this.#start(task);
      if (this.#queue.length >= this.#options.waiting) return reject(new PoolBusy('too many jobs are waiting'));
      this.#queue.push(task);
    });
  }

  /** Ends the workers; what is under way or waiting is rejected. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const unfinished = [...this.#busy.values(), ...this.#queue.splice(0)];
    const workers = [...this.#busy.keys(), ...this.#idle.splice(0)];
    this.#busy.clear();
    for (const task of unfinished) task.reject(new SecurityError('closed'));
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #start(task: Task<Job, Answer>): void {
    let worker: Worker;
    try {
      worker = this.#idle.pop() ?? this.#hire();
    } catch (error) {
      task.reject(new SecurityError('no thread can be started', { cause: error }));
      this.#next();
      return;
    }
    this.#busy.set(worker, task);
    worker.ref(); // the process waits for work under way, not for idle threads
    worker.postMessage(task.job);
  }

  #hire(): Worker {
    // The process's own flags are not the thread's: some, like --input-type, keep a thread from starting.
    const worker = new Worker(this.#options.script, { execArgv: [] });
    worker.on('message', (answer: Answer) => this.#finish(worker, answer));
    // `error` is followed by `exit`, and an exit alone is a crash too while a job is under way.
    let cause = 'a worker thread ended';
    worker.on('error', (error: unknown) => {
      cause = `a worker thread failed: ${error instanceof Error ? error.message : String(error)}`;
    });
    worker.on('exit', () => this.#lose(worker, cause));
    return worker;
  }

  #finish(worker: Worker, answer: Answer): void {
    const task = this.#busy.get(worker);
    if (!task) return;
    this.#busy.delete(worker);
    worker.unref();
    this.#idle.push(worker);
    task.resolve(answer);
    this.#next();
  }

  #lose(worker: Worker, cause: string): void {
    const at = this.#idle.indexOf(worker);
    if (at !== -1) this.#idle.splice(at, 1);
    const task = this.#busy.get(worker);
    if (!task) return;
    this.#busy.delete(worker);
    task.reject(new SecurityError(cause));
    this.#next();
  }

  #next(): void {
    const task = this.#queue.shift();
    if (task) this.#start(task);
  }
}
