/** Whether helmfile would fetch it (`remote.IsRemote`): `git::https://host/repository.git@path`. */
export function isRemote(path: string): boolean {
  return /^(?:[a-z0-9]+::)?[a-z][a-z0-9+.-]*:/i.test(path);
}
