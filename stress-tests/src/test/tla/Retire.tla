------------------------------- MODULE Retire -------------------------------
(* How processors change hands: sysmon retires one whose goroutine has run for a slice and puts a replacement with
   a spare machine in its place (Processors.replace), the scheduler shrinks (resize, IdleSet.retire) and may grow
   again, so that a place has a new holder, the machine of a retired one lets go of it when it comes back (drop), and
   sysmon collects what was put there in the meantime.

   A ring and its runnext are one set here, taken from atomically: that two never take the same goroutine is what
   jcstress RingPushStealOnce and RunnextSwapSteal are for. Each action is one access to shared memory, or one
   critical section. Time is not modelled: a hand-off may come at any moment.

   A goroutine in Hogs need not ever end; one in Blocked can be readied by a running one, one in Outside by
   somebody else.

   Broken variants, each found by TLC in seconds when its constant is set to the other value:
     Redrain = FALSE     sysmon moves what is queued at the hand-off, and never looks again: EachIsRun fails
     Careful = FALSE     sysmon sleeps deeply while a machine still holds a retired processor: EachIsRun fails
     Hint = FALSE        a machine that leaves idle by itself takes the bit of its place with it: IdleIsFound fails *)
EXTENDS Naturals, FiniteSets

CONSTANTS Machines, Procs, Hogs, Blocked, Outside, Grows, Redrain, Careful, Hint

Goroutines == Hogs \union Blocked \union Outside
None == "none"

VARIABLES
  pc,         \* of machines, "sysmon", "resizer", "waker"
  row,        \* <<processor of place 1, processor of place 2>>; None when it is shorter
  status,     \* processor -> "unborn", "active", "idle", "retired"
  retired,    \* those whose machines have not let go
  bits,       \* the idle set, of places
  holds,      \* machine -> processor
  local,      \* processor -> goroutines queued there
  global,     \* goroutines in the global queue
  running,    \* machine -> goroutine
  hand,       \* what a machine, sysmon or the waker holds in its hand
  ended,      \* goroutines that have
  lock,       \* whose the lock of the processors is
  victim, fresh, place   \* whom sysmon replaces by whom; which place a waker has claimed

vars == <<pc, row, status, retired, bits, holds, local, global, running, hand, ended, lock, victim, fresh, place>>

Threads == Machines \union {"sysmon", "resizer", "waker"}
Goto(p, label) == pc' = [pc EXCEPT ![p] = label]
Visible == {row[i] : i \in 1..2} \ {None}
Queued == global \union UNION {local[p] : p \in Visible}
AllIdle == \A i \in 1..2 : IF row[i] = None THEN TRUE ELSE status[row[i]] = "idle"

\* Two machines with two processors; the others are spare. One hog runs, the rest waits to be readied.
Init ==
  \E m1, m2 \in Machines, p1, p2 \in Procs, hog \in Hogs :
    /\ m1 # m2 /\ p1 # p2
    /\ m1 = CHOOSE m \in Machines : TRUE
    /\ m2 = CHOOSE m \in Machines \ {m1} : TRUE
    /\ p1 = CHOOSE p \in Procs : TRUE
    /\ p2 = CHOOSE p \in Procs \ {p1} : TRUE
    /\ pc = [t \in Threads |->
               CASE t = m1 -> "run" [] t = m2 -> "top" [] t = "sysmon" -> "watch"
                 [] t = "resizer" -> "begin" [] t = "waker" -> "outside" [] OTHER -> "spare"]
    /\ row = <<p1, p2>>
    /\ status = [p \in Procs |-> IF p \in {p1, p2} THEN "active" ELSE "unborn"]
    /\ retired = {} /\ bits = {} /\ global = {} /\ ended = {}
    /\ holds = [m \in Machines |-> IF m = m1 THEN p1 ELSE IF m = m2 THEN p2 ELSE None]
    /\ local = [p \in Procs |-> {}]
    /\ running = [m \in Machines |-> IF m = m1 THEN hog ELSE None]
    /\ hand = [t \in Threads |-> None]
    /\ lock = None /\ victim = None /\ fresh = None
    /\ place = [t \in Threads \union Procs |-> IF t = p1 THEN 1 ELSE IF t = p2 THEN 2 ELSE 0]

-----------------------------------------------------------------------------
(* Waking whoever is idle: clear a bit, then try the status of whoever has that place. Used by the waker, by sysmon
   and by machines. *)

Claim(t, then) ==
  /\ IF bits = {}
       THEN Goto(t, then) /\ UNCHANGED <<bits, place>>
       ELSE \E i \in bits :
              bits' = bits \ {i} /\ place' = [place EXCEPT ![t] = i] /\ Goto(t, "try")
  /\ UNCHANGED <<row, status, retired, holds, local, global, running, hand, ended, lock, victim, fresh>>

Wake(t, again, then) ==
  LET p == row[place[t]] IN
  /\ pc[t] = "try"
  /\ IF p # None /\ status[p] = "idle"
       THEN status' = [status EXCEPT ![p] = "active"] /\ Goto(t, then)
       ELSE UNCHANGED status /\ Goto(t, again)
  /\ place' = [place EXCEPT ![t] = 0]
  /\ UNCHANGED <<row, retired, bits, holds, local, global, running, hand, ended, lock, victim, fresh>>

-----------------------------------------------------------------------------
(* Machines *)

Top(m) ==
  /\ pc[m] = "top"
  /\ Goto(m, IF status[holds[m]] = "retired" THEN "surrender" ELSE "look")
  /\ UNCHANGED <<row, status, retired, bits, holds, local, global, running, hand, ended, lock, victim, fresh, place>>

Look(m) ==     \* local first, then global, then steal
  LET own == local[holds[m]]
      others == UNION {local[p] : p \in Visible}
      from == IF own # {} THEN own ELSE IF global # {} THEN global ELSE others
  IN /\ pc[m] = "look"
     /\ IF from = {}
          THEN Goto(m, "idle") /\ UNCHANGED <<running, local, global>>
          ELSE \E g \in from :
                 /\ running' = [running EXCEPT ![m] = g]
                 /\ local' = [p \in Procs |-> local[p] \ {g}]
                 /\ global' = global \ {g}
                 /\ Goto(m, "run")
     /\ UNCHANGED <<row, status, retired, bits, holds, hand, ended, lock, victim, fresh, place>>

End(m) ==
  /\ pc[m] = "run"
  /\ ended' = ended \union {running[m]}
  /\ running' = [running EXCEPT ![m] = None]
  /\ Goto(m, "top")
  /\ UNCHANGED <<row, status, retired, bits, holds, local, global, hand, lock, victim, fresh, place>>

Asleep(g) ==
  /\ g \notin ended /\ g \notin global
  /\ \A p \in Procs : g \notin local[p]
  /\ \A m \in Machines : running[m] # g
  /\ \A t \in Threads : hand[t] # g

Readies(m) ==  \* looks at the status, then puts: the processor may be retired in between
  /\ pc[m] = "run"
  /\ \E g \in Blocked : Asleep(g) /\ hand' = [hand EXCEPT ![m] = g]
  /\ Goto(m, IF status[holds[m]] = "retired" THEN "put global" ELSE "put local")
  /\ UNCHANGED <<row, status, retired, bits, holds, local, global, running, ended, lock, victim, fresh, place>>

PutLocal(m) == \* wakes nobody: see IdleSet, "Exception"
  /\ pc[m] = "put local"
  /\ local' = [local EXCEPT ![holds[m]] = @ \union {hand[m]}]
  /\ hand' = [hand EXCEPT ![m] = None]
  /\ Goto(m, "run")
  /\ UNCHANGED <<row, status, retired, bits, holds, global, running, ended, lock, victim, fresh, place>>

PutGlobal(m) ==
  /\ pc[m] = "put global"
  /\ global' = global \union {hand[m]}
  /\ hand' = [hand EXCEPT ![m] = None]
  /\ Goto(m, "wake")
  /\ UNCHANGED <<row, status, retired, bits, holds, local, running, ended, lock, victim, fresh, place>>

Idle(m) ==
  /\ pc[m] = "idle"
  /\ IF status[holds[m]] = "active"
       THEN status' = [status EXCEPT ![holds[m]] = "idle"] /\ Goto(m, "idle bit")
       ELSE UNCHANGED status /\ Goto(m, "top")
  /\ UNCHANGED <<row, retired, bits, holds, local, global, running, hand, ended, lock, victim, fresh, place>>

IdleBit(m) ==   \* a machine knows its place by heart
  /\ pc[m] = "idle bit"
  /\ bits' = bits \union {place[holds[m]]}
  /\ Goto(m, "look again")
  /\ UNCHANGED <<row, status, retired, holds, local, global, running, hand, ended, lock, victim, fresh, place>>

LookAgain(m) ==
  /\ pc[m] = "look again"
  /\ Goto(m, IF Queued # {} THEN "take back" ELSE "parked")
  /\ UNCHANGED <<row, status, retired, bits, holds, local, global, running, hand, ended, lock, victim, fresh, place>>

TakeBack(m) ==  \* leaveIdle: the status decides, and the bit stays
  /\ pc[m] = "take back"
  /\ IF Hint THEN UNCHANGED bits ELSE bits' = bits \ {place[holds[m]]}
  /\ IF status[holds[m]] = "idle"
       THEN status' = [status EXCEPT ![holds[m]] = "active"] /\ Goto(m, "top")
       ELSE UNCHANGED status /\ Goto(m, "parked")
  /\ UNCHANGED <<row, retired, holds, local, global, running, hand, ended, lock, victim, fresh, place>>

Parked(m) ==
  /\ pc[m] = "parked"
  /\ status[holds[m]] # "idle"
  /\ Goto(m, "top")
  /\ UNCHANGED <<row, status, retired, bits, holds, local, global, running, hand, ended, lock, victim, fresh, place>>

Surrender(m) ==   \* one goroutine after the other
  /\ pc[m] = "surrender"
  /\ IF local[holds[m]] = {}
       THEN Goto(m, "drop") /\ UNCHANGED <<local, global>>
       ELSE \E g \in local[holds[m]] :
              /\ local' = [local EXCEPT ![holds[m]] = @ \ {g}]
              /\ global' = global \union {g}
              /\ UNCHANGED pc
  /\ UNCHANGED <<row, status, retired, bits, holds, running, hand, ended, lock, victim, fresh, place>>

Drop(m) ==
  /\ pc[m] = "drop" /\ lock = None
  /\ retired' = retired \ {holds[m]}
  /\ holds' = [holds EXCEPT ![m] = None]
  /\ Goto(m, "drop wake")
  /\ UNCHANGED <<row, status, bits, local, global, running, hand, ended, lock, victim, fresh, place>>

Machine(m) ==
  \/ Top(m) \/ Look(m) \/ Readies(m) \/ PutLocal(m) \/ PutGlobal(m)
  \/ Idle(m) \/ IdleBit(m) \/ LookAgain(m) \/ TakeBack(m) \/ Parked(m)
  \/ Surrender(m) \/ Drop(m)
  \/ pc[m] = "wake" /\ Claim(m, "run")
  \/ pc[m] = "drop wake" /\ Claim(m, "spare")
  \/ Wake(m, IF holds[m] = None THEN "drop wake" ELSE "wake", IF holds[m] = None THEN "spare" ELSE "run")

-----------------------------------------------------------------------------
(* Sysmon *)

HandOff ==     \* Processors.replace, up to the end of its critical section
  /\ pc["sysmon"] = "watch" /\ lock = None
  /\ \E m \in Machines, i \in 1..2, p \in Procs :
       /\ row[i] # None /\ holds[m] = row[i] /\ running[m] # None
       /\ status[row[i]] = "active" /\ status[p] = "unborn"
       /\ \E s \in Machines : pc[s] = "spare"
       /\ status' = [status EXCEPT ![row[i]] = "retired", ![p] = "active"]
       /\ row' = [row EXCEPT ![i] = p]
       /\ retired' = retired \union {row[i]}
       /\ victim' = row[i] /\ fresh' = p
       /\ place' = [place EXCEPT ![p] = i]
  /\ Goto("sysmon", "move")
  /\ UNCHANGED <<bits, holds, local, global, running, hand, ended, lock>>

Move ==        \* what is queued goes to the replacement
  /\ pc["sysmon"] = "move"
  /\ IF local[victim] = {}
       THEN Goto("sysmon", "assign") /\ UNCHANGED local
       ELSE /\ \E g \in local[victim] :
                 local' = [local EXCEPT ![victim] = @ \ {g}, ![fresh] = @ \union {g}]
            /\ UNCHANGED pc
  /\ UNCHANGED <<row, status, retired, bits, holds, global, running, hand, ended, lock, victim, fresh, place>>

Assign ==
  /\ pc["sysmon"] = "assign"
  /\ \E m \in Machines :
       /\ pc[m] = "spare"
       /\ holds' = [holds EXCEPT ![m] = fresh]
       /\ pc' = [pc EXCEPT ![m] = "top", !["sysmon"] = "watch"]
  /\ victim' = None /\ fresh' = None
  /\ UNCHANGED <<row, status, retired, bits, local, global, running, hand, ended, lock, place>>

Drain ==       \* drainRetired
  /\ pc["sysmon"] = "watch" /\ Redrain
  /\ \E p \in retired : \E g \in local[p] :
       /\ local' = [local EXCEPT ![p] = @ \ {g}]
       /\ hand' = [hand EXCEPT !["sysmon"] = g]
  /\ Goto("sysmon", "drained")
  /\ UNCHANGED <<row, status, retired, bits, holds, global, running, ended, lock, victim, fresh, place>>

Drained ==
  /\ pc["sysmon"] = "drained"
  /\ global' = global \union {hand["sysmon"]}
  /\ hand' = [hand EXCEPT !["sysmon"] = None]
  /\ Goto("sysmon", "wake")
  /\ UNCHANGED <<row, status, retired, bits, holds, local, running, ended, lock, victim, fresh, place>>

Net ==         \* somebody is idle although something stands in a queue
  /\ pc["sysmon"] = "watch" /\ Queued # {} /\ bits # {}
  /\ Goto("sysmon", "wake")
  /\ UNCHANGED <<row, status, retired, bits, holds, local, global, running, hand, ended, lock, victim, fresh, place>>

Hibernate ==   \* IdleWake tells how it is woken; here it is as soon as somebody is not idle
  /\ pc["sysmon"] = "watch" /\ AllIdle /\ (Careful => retired = {})
  /\ Goto("sysmon", "asleep")
  /\ UNCHANGED <<row, status, retired, bits, holds, local, global, running, hand, ended, lock, victim, fresh, place>>

GetUp ==
  /\ pc["sysmon"] = "asleep" /\ ~AllIdle
  /\ Goto("sysmon", "watch")
  /\ UNCHANGED <<row, status, retired, bits, holds, local, global, running, hand, ended, lock, victim, fresh, place>>

Sysmon ==
  \/ HandOff \/ Move \/ Assign \/ Drain \/ Drained \/ Net \/ Hibernate \/ GetUp
  \/ pc["sysmon"] = "wake" /\ Claim("sysmon", "watch")
  \/ Wake("sysmon", "wake", "watch")

-----------------------------------------------------------------------------
(* Somebody shrinks the scheduler to one processor, and makes it grow again; somebody else readies a goroutine. *)

ResizeBegin ==
  /\ pc["resizer"] = "begin" /\ lock = None
  /\ lock' = "resizer"
  /\ retired' = retired \union {row[2]}
  /\ hand' = [hand EXCEPT !["resizer"] = row[2]]     \* the processor that has to go
  /\ Goto("resizer", "retire")
  /\ UNCHANGED <<row, status, bits, holds, local, global, running, ended, victim, fresh, place>>

ResizeRetire ==   \* IdleSet.retire: one CAS, whatever the status
  /\ pc["resizer"] = "retire"
  /\ status' = [status EXCEPT ![hand["resizer"]] = "retired"]
  /\ Goto("resizer", "shorten")
  /\ UNCHANGED <<row, retired, bits, holds, local, global, running, hand, ended, lock, victim, fresh, place>>

ResizeEnd ==
  /\ pc["resizer"] = "shorten"
  /\ row' = [row EXCEPT ![2] = None] /\ lock' = None
  /\ hand' = [hand EXCEPT !["resizer"] = None]
  /\ Goto("resizer", IF Grows THEN "grow" ELSE "end")
  /\ UNCHANGED <<status, retired, bits, holds, local, global, running, ended, victim, fresh, place>>

ResizeGrow ==     \* the place has a new holder, with a spare machine
  /\ pc["resizer"] = "grow" /\ lock = None
  /\ \E p \in Procs, m \in Machines :
       /\ status[p] = "unborn" /\ pc[m] = "spare"
       /\ row' = [row EXCEPT ![2] = p]
       /\ status' = [status EXCEPT ![p] = "active"]
       /\ place' = [place EXCEPT ![p] = 2]
       /\ holds' = [holds EXCEPT ![m] = p]
       /\ pc' = [pc EXCEPT ![m] = "top", !["resizer"] = "end"]
  /\ UNCHANGED <<retired, bits, local, global, running, hand, ended, lock, victim, fresh>>

Resizer == ResizeBegin \/ ResizeRetire \/ ResizeEnd \/ ResizeGrow

WakerPuts ==
  /\ pc["waker"] = "outside"
  /\ \E g \in Outside : Asleep(g) /\ global' = global \union {g}
  /\ Goto("waker", "wake")
  /\ UNCHANGED <<row, status, retired, bits, holds, local, running, hand, ended, lock, victim, fresh, place>>

WakerWakes == (pc["waker"] = "wake" /\ Claim("waker", "outside")) \/ Wake("waker", "wake", "outside")

-----------------------------------------------------------------------------
Next == (\E m \in Machines : Machine(m) \/ End(m)) \/ Sysmon \/ Resizer \/ WakerPuts \/ WakerWakes

\* Nobody has to ready anything, shrink, or end if he hogs; everybody else goes on. Sysmon's rounds do everything
\* that there is to do again and again.
EndsSometime(m) == End(m) /\ running[m] \notin Hogs
Spec ==
  /\ Init /\ [][Next]_vars
  /\ \A m \in Machines : WF_vars(Machine(m) /\ ~Readies(m)) /\ WF_vars(EndsSometime(m))
  /\ SF_vars(HandOff) /\ SF_vars(Drain) /\ SF_vars(Net)
  /\ WF_vars(Move \/ Assign \/ Drained \/ GetUp \/ Wake("sysmon", "wake", "watch")
             \/ (pc["sysmon"] = "wake" /\ Claim("sysmon", "watch")))
  /\ WF_vars(ResizeRetire \/ ResizeEnd) /\ WF_vars(WakerWakes)

-----------------------------------------------------------------------------
OneOwner ==
  \A p \in Procs : Cardinality({m \in Machines : holds[m] = p}) <= 1

\* Each goroutine is in one place at most: run twice, or queued twice, it would be in two.
OnceEach ==
  \A g \in Goroutines :
    Cardinality({m \in Machines : running[m] = g}) + Cardinality({p \in Procs : g \in local[p]})
    + Cardinality({t \in Threads : hand[t] = g}) + (IF g \in global THEN 1 ELSE 0)
    + (IF g \in ended THEN 1 ELSE 0) <= 1

\* An idle processor whose machine has set the bit can be found, or somebody is about to try it.
IdleIsFound ==
  \A i \in 1..2, m \in Machines :
    row[i] # None /\ holds[m] = row[i] /\ status[row[i]] = "idle" /\ pc[m] # "idle bit" =>
      i \in bits \/ \E t \in Threads : pc[t] = "try" /\ place[t] = i

\* Whatever stands in a processor that nobody will look at any more.
NothingLeftBehind ==
  \A p \in Procs : p \notin Visible /\ p \notin retired /\ status[p] = "retired" => local[p] = {}

QueuedSomewhere(g) == g \in global \/ \E p \in Procs : g \in local[p]
EachIsRun == \A g \in Goroutines \ Hogs : QueuedSomewhere(g) ~> ~QueuedSomewhere(g)
=============================================================================
