# Prints what an interactive zsh offers for a line, each as <NAME>: `complete.zsh SCRIPT LINE`. It runs in a pseudo-terminal;
# the builtin that takes matches is wrapped, so that it prints them.
zmodload zsh/zpty
zpty shell zsh --no-rcs --interactive
setup=(
  'autoload -Uz compinit; compinit -D -u'
  "source ${(q)1}"
  'compadd() {
    if [[ " $* " == *" -"[OAD]" "* ]]; then builtin compadd "$@"; return; fi
    local -a matches; builtin compadd -A matches "$@"; print -rl -- "<"${^matches}">"; builtin compadd "$@"
  }'
  'finish() { print -r -- "<""<end>"">" }; zle -N finish; bindkey "^X^X" finish; bindkey "^I" complete-word'
  'print -r -- "<""<ready>"">"'
)
read-until() {
  local chunk
  output=
  while [[ $output != *$1* ]]; do zpty -r shell chunk || return; output+=$chunk; done
}
zpty -w shell "${(F)setup}"
read-until '<<ready>>'
zpty -w -n shell "$2"$'\t\030\030'
read-until '<<end>>'
print -r -- $output
zpty -d shell
