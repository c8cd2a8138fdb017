/**
 * The vaults as folders, for who keeps them in step with something else. Abstract, so that it is type and DI token in one.
 */
export abstract class VaultFolders {
  /** Ids of the accounts that have a vault, sorted. */
  abstract accounts(): Promise<readonly string[]>;
  /**
   * Runs a job as the only writer of an account's vault: every write that was begun before has ended and been told (`VaultChanges`), every later one
   * waits. Be brief, as people wait. Resolves and rejects as the job does; have the vault looked through afterwards (`Vault.rescan`) when notes were
   * changed.
   */
  abstract exclusive<T>(account: string, job: () => Promise<T>): Promise<T>;
}
