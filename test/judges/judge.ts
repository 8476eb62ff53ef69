/** What a judge is: a third-party tool, what it is run on, and a fault that shows that it finds one. */
import path from 'node:path';

/** A program of the npm registry; its version is pinned by `tools/npm`. */
interface NpmTool {
  readonly from: 'npm';
  /** Its npm package. */
  readonly package: string;
  /** The command that the package installs. */
  readonly program: string;
}

/** A package of PyPI; its version is pinned by `tools/python`. */
export interface PythonTool {
  readonly from: 'PyPI';
  readonly package: string;
  /** The command that the package installs, or a module that Python runs. */
  readonly program: string | { readonly module: string };
}

/** A program that Go builds once; its version is pinned by `tools/go/PROGRAM`. */
export interface GoTool {
  readonly from: 'Go';
  /** Its Go package. */
  readonly package: string;
  /** The module that has the package. */
  readonly module: string;
  readonly program: string;
}

/** A tool that is installed. */
export type InstalledTool = NpmTool | PythonTool | GoTool;

/** A program of this project that runs a tool. */
interface OwnTool {
  readonly from: 'project';
  /** A TypeScript file, from this folder. */
  readonly program: string;
  readonly runs: InstalledTool;
}

/** Where a judge's program comes from. */
export type Tool = InstalledTool | OwnTool;

/** A project with one fault, in one file or in several. */
interface PlantedProject {
  readonly files: Readonly<Record<string, string>>;
  /** What the tool calls the fault. */
  readonly complaint: string;
  /** What has the fault, such as files: the tool has to name each. */
  readonly faulty?: readonly string[];
}

/** Arguments with which a tool of this project proves itself: it exits with 0 where it finds faults of its own. */
interface OwnProof {
  readonly args: readonly string[];
}

/** What is judged: this project, or a small one with a fault in it. */
export interface Project {
  /** Its folder; the tools run in it. */
  readonly root: string;
  /** Its files that match, from the root, sorted; nothing that is installed or built. */
  readonly find: (globs: readonly string[]) => readonly string[];
  /** Packs it, once, and gives the path of the archive. */
  readonly pack: () => Promise<string>;
  /** The answer of `/metrics`. */
  readonly metrics: () => Promise<string>;
}

/** One run of a tool. */
export interface ToolRun {
  readonly args: readonly string[];
  /** For its standard input. */
  readonly input?: string;
}

/** One judge. */
export interface Judge {
  readonly name: string;
  readonly tool: Tool;
  /** What it judges, for people. */
  readonly subject: string;
  /** Why it runs with `--all` or by name alone; undefined where it always runs. */
  readonly rare?: string;
  /** How its tool runs; each run has to exit with 0. Without a run it would judge nothing, which is a fault. */
  readonly runs: (project: Project) => readonly ToolRun[] | Promise<readonly ToolRun[]>;
  /** What the output of a run without a complaint matches, where exit code 0 does not say that. */
  readonly passes?: RegExp;
  /** Beside the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What shows that it finds a fault. */
  readonly planted: PlantedProject | OwnProof;
}

/** The path of a file of this folder, such as a tool's configuration. */
export function configFile(name: string): string {
  return path.join(import.meta.dirname, name);
}
