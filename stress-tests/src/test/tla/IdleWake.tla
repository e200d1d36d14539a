------------------------------ MODULE IdleWake ------------------------------
(* Who wakes whom when a goroutine becomes ready and machines go idle: the protocol of IdleSet, with the steps
   named there R1 to R7 and D1 to D5, and sysmon's deep sleep.

   Goroutines come from outside threads (Readiers) and from the machines themselves. All queues are one number
   here: which queue a goroutine stands in does not matter to who looks. Each action below is one access to shared
   memory; the model is sequentially consistent. What a missing fence would do is a constant.

   Broken variants, each found by TLC in seconds when its constant is set to the other value:
     Fence = FALSE        the readier's looks (R3, R4) overtake its put (R1): NothingIsForgotten fails
     Recheck = FALSE      a machine parks without looking again (D4): NothingIsForgotten fails
     UndoLooksAgain = FALSE  R6 found no bit, R5 is undone and nobody looks again: NothingIsForgotten fails
     Stir = FALSE         a machine that takes its bit back does not wake sysmon: SysmonWatches fails *)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS Machines, Readiers, Goroutines, Fence, Recheck, UndoLooksAgain, Stir

VARIABLES
  pc,          \* of every machine, readier and of "sysmon"
  queued,      \* goroutines in queues
  made, ran,   \* how many were ever put, how many have run
  active,      \* machine -> its processor's status is ACTIVE
  bits,        \* the idle set
  spinning,    \* its counter
  spins,       \* machine -> counts as spinning
  wokenSpins,  \* machine -> was woken as a spinner
  target,      \* whom a waker has claimed
  asleep,      \* sysmon's flag
  token        \* sysmon has been unparked

vars == <<pc, queued, made, ran, active, bits, spinning, spins, wokenSpins, target, asleep, token>>

Wakers == Machines \union Readiers
Symmetry == Permutations(Machines) \union Permutations(Readiers)
Busy == Cardinality(Machines) - Cardinality(bits)
Goto(p, label) == pc' = [pc EXCEPT ![p] = label]

Init ==
  /\ pc = [p \in Wakers \union {"sysmon"} |->
             IF p = "sysmon" THEN "watch" ELSE IF p \in Machines THEN "look" ELSE "outside"]
  /\ queued = 0 /\ made = 0 /\ ran = 0
  /\ active = [m \in Machines |-> TRUE]
  /\ bits = {} /\ spinning = 0
  /\ spins = [m \in Machines |-> FALSE]
  /\ wokenSpins = [m \in Machines |-> FALSE]
  /\ target = [p \in Wakers |-> p]
  /\ asleep = FALSE /\ token = FALSE

-----------------------------------------------------------------------------
(* Readying: R1 to R7, by a readier from outside or a machine that runs a goroutine. *)

AfterWake(p) == IF p \in Machines THEN "run" ELSE "outside"

Ready(p) ==    \* a goroutine becomes ready; without the fence the looks come first
  /\ pc[p] \in {"outside", "run"}
  /\ made < Goroutines
  /\ made' = made + 1
  /\ IF Fence THEN queued' = queued + 1 ELSE UNCHANGED queued
  /\ Goto(p, IF Fence THEN "R3" ELSE "late R3")
  /\ UNCHANGED <<ran, active, bits, spinning, spins, wokenSpins, target, asleep, token>>

Late(p) ==     \* both looks in one step, then the put: enough to be forgotten
  /\ pc[p] = "late R3"
  /\ Goto(p, IF spinning > 0 \/ bits = {} THEN "late R1" ELSE "late R1, R3")
  /\ UNCHANGED <<queued, made, ran, active, bits, spinning, spins, wokenSpins, target, asleep, token>>

LatePut(p) ==
  /\ pc[p] \in {"late R1", "late R1, R3"}
  /\ queued' = queued + 1
  /\ Goto(p, IF pc[p] = "late R1" THEN AfterWake(p) ELSE "R3")
  /\ UNCHANGED <<made, ran, active, bits, spinning, spins, wokenSpins, target, asleep, token>>

R3(p) ==
  /\ pc[p] = "R3"
  /\ Goto(p, IF spinning > 0 THEN AfterWake(p) ELSE "R4")
  /\ UNCHANGED <<queued, made, ran, active, bits, spinning, spins, wokenSpins, target, asleep, token>>

R4(p) ==
  /\ pc[p] = "R4"
  /\ Goto(p, IF bits = {} THEN AfterWake(p) ELSE "R5")
  /\ UNCHANGED <<queued, made, ran, active, bits, spinning, spins, wokenSpins, target, asleep, token>>

R5(p) ==
  /\ pc[p] = "R5"
  /\ IF spinning = 0
       THEN spinning' = 1 /\ Goto(p, "R6")
       ELSE UNCHANGED spinning /\ Goto(p, AfterWake(p))
  /\ UNCHANGED <<queued, made, ran, active, bits, spins, wokenSpins, target, asleep, token>>

R6(p) ==
  /\ pc[p] = "R6"
  /\ IF bits = {}
       THEN /\ Goto(p, "undo")
            /\ UNCHANGED <<bits, target>>
       ELSE \E m \in bits :
              /\ bits' = bits \ {m}
              /\ target' = [target EXCEPT ![p] = m]
              /\ Goto(p, "R7")
  /\ UNCHANGED <<queued, made, ran, active, spinning, spins, wokenSpins, asleep, token>>

Undo(p) ==
  /\ pc[p] = "undo"
  /\ spinning' = spinning - 1
  /\ Goto(p, IF UndoLooksAgain THEN "R3" ELSE AfterWake(p))
  /\ UNCHANGED <<queued, made, ran, active, bits, spins, wokenSpins, target, asleep, token>>

R7(p) ==       \* the waker's flag is published by the status
  /\ pc[p] = "R7"
  /\ wokenSpins' = [wokenSpins EXCEPT ![target[p]] = TRUE]
  /\ active' = [active EXCEPT ![target[p]] = TRUE]
  /\ target' = [target EXCEPT ![p] = p]
  /\ Goto(p, "stir")
  /\ UNCHANGED <<queued, made, ran, bits, spinning, spins, asleep, token>>

StirSysmon(p, label) ==
  /\ Goto(p, label)
  /\ IF asleep THEN asleep' = FALSE /\ token' = TRUE ELSE UNCHANGED <<asleep, token>>
  /\ UNCHANGED <<queued, made, ran, active, bits, spinning, spins, wokenSpins, target>>

Waking(p) ==
  \/ Ready(p) \/ Late(p) \/ LatePut(p)
  \/ R3(p) \/ R4(p) \/ R5(p) \/ R6(p) \/ Undo(p) \/ R7(p)
  \/ pc[p] = "stir" /\ StirSysmon(p, AfterWake(p))

-----------------------------------------------------------------------------
(* A machine: looks for work, runs it, goes idle. *)

Look(m) ==     \* D1; a machine may spin only if at most half of the busy ones do
  /\ pc[m] = "look"
  /\ IF queued > 0
       THEN /\ queued' = queued - 1
            /\ Goto(m, IF spins[m] THEN "stop spinning" ELSE "run")
            /\ UNCHANGED <<spinning, spins>>
       ELSE /\ IF ~spins[m] /\ 2 * spinning < Busy
                 THEN /\ spins' = [spins EXCEPT ![m] = TRUE]
                      /\ spinning' = spinning + 1
                 ELSE UNCHANGED <<spinning, spins>>
            /\ Goto(m, IF spins'[m] THEN "steal" ELSE "D2")
            /\ UNCHANGED queued
  /\ UNCHANGED <<made, ran, active, bits, wokenSpins, target, asleep, token>>

Steal(m) ==
  /\ pc[m] = "steal"
  /\ IF queued > 0
       THEN queued' = queued - 1 /\ Goto(m, "stop spinning")
       ELSE UNCHANGED queued /\ Goto(m, "D2")
  /\ UNCHANGED <<made, ran, active, bits, spinning, spins, wokenSpins, target, asleep, token>>

StopSpinning(m) ==   \* there may be more: R3 to R7 before it runs what it found
  /\ pc[m] = "stop spinning"
  /\ spins' = [spins EXCEPT ![m] = FALSE]
  /\ spinning' = spinning - 1
  /\ Goto(m, "R3")
  /\ UNCHANGED <<queued, made, ran, active, bits, wokenSpins, target, asleep, token>>

Run(m) ==      \* while it runs it may ready others (Ready)
  /\ pc[m] = "run"
  /\ ran' = ran + 1
  /\ Goto(m, "look")
  /\ UNCHANGED <<queued, made, active, bits, spinning, spins, wokenSpins, target, asleep, token>>

D2status(m) ==
  /\ pc[m] = "D2"
  /\ active' = [active EXCEPT ![m] = FALSE]
  /\ Goto(m, "D2 bit")
  /\ UNCHANGED <<queued, made, ran, bits, spinning, spins, wokenSpins, target, asleep, token>>

D2bit(m) ==
  /\ pc[m] = "D2 bit"
  /\ bits' = bits \union {m}
  /\ Goto(m, "D3")
  /\ UNCHANGED <<queued, made, ran, active, spinning, spins, wokenSpins, target, asleep, token>>

D3(m) ==
  /\ pc[m] = "D3"
  /\ IF spins[m]
       THEN /\ spins' = [spins EXCEPT ![m] = FALSE]
            /\ spinning' = spinning - 1
       ELSE UNCHANGED <<spins, spinning>>
  /\ Goto(m, IF Recheck THEN "D4" ELSE "D5")
  /\ UNCHANGED <<queued, made, ran, active, bits, wokenSpins, target, asleep, token>>

D4(m) ==
  /\ pc[m] = "D4"
  /\ Goto(m, IF queued > 0 THEN "D4 bit" ELSE "D5")
  /\ UNCHANGED <<queued, made, ran, active, bits, spinning, spins, wokenSpins, target, asleep, token>>

D4bit(m) ==    \* claimed by somebody: be woken
  /\ pc[m] = "D4 bit"
  /\ bits' = bits \ {m}
  /\ Goto(m, IF m \in bits THEN "D4 status" ELSE "D5")
  /\ UNCHANGED <<queued, made, ran, active, spinning, spins, wokenSpins, target, asleep, token>>

D4status(m) ==
  /\ pc[m] = "D4 status"
  /\ active' = [active EXCEPT ![m] = TRUE]
  /\ Goto(m, IF Stir THEN "D4 stir" ELSE "look")
  /\ UNCHANGED <<queued, made, ran, bits, spinning, spins, wokenSpins, target, asleep, token>>

D5(m) ==
  /\ pc[m] = "D5"
  /\ active[m]
  /\ spins' = [spins EXCEPT ![m] = wokenSpins[m]]
  /\ wokenSpins' = [wokenSpins EXCEPT ![m] = FALSE]
  /\ Goto(m, "look")
  /\ UNCHANGED <<queued, made, ran, active, bits, spinning, target, asleep, token>>

Machine(m) ==
  \/ Look(m) \/ Steal(m) \/ StopSpinning(m) \/ Run(m)
  \/ D2status(m) \/ D2bit(m) \/ D3(m) \/ D4(m) \/ D4bit(m) \/ D4status(m) \/ D5(m)
  \/ pc[m] = "D4 stir" /\ StirSysmon(m, "look")

-----------------------------------------------------------------------------
(* Sysmon's deep sleep. Its safety nets are left out: the protocol must do without. *)

Sysmon ==
  /\ UNCHANGED <<queued, made, ran, active, bits, spinning, spins, wokenSpins, target>>
  /\ \/ /\ pc["sysmon"] = "watch" /\ bits = Machines
        /\ asleep' = TRUE /\ Goto("sysmon", "asleep set") /\ UNCHANGED token
     \/ /\ pc["sysmon"] = "asleep set"
        /\ IF asleep /\ bits = Machines
             THEN Goto("sysmon", "parked") /\ UNCHANGED asleep
             ELSE asleep' = FALSE /\ Goto("sysmon", "watch")
        /\ UNCHANGED token
     \/ /\ pc["sysmon"] = "parked" /\ token
        /\ token' = FALSE /\ Goto("sysmon", "asleep set") /\ UNCHANGED asleep

-----------------------------------------------------------------------------
Next == (\E p \in Wakers : Waking(p)) \/ (\E m \in Machines : Machine(m)) \/ Sysmon

(* Whoever is in the middle of something goes on; nobody is made to ready a goroutine. *)
Step(p) == (Waking(p) /\ ~Ready(p)) \/ (p \in Machines /\ Machine(p))
Spec == Init /\ [][Next]_vars /\ \A p \in Wakers : WF_vars(Step(p))

-----------------------------------------------------------------------------
TypeOK ==
  /\ queued \in 0..Goroutines /\ made \in 0..Goroutines /\ ran \in 0..Goroutines
  /\ spinning \in 0..(Cardinality(Wakers)) /\ bits \subseteq Machines

(* The counter is what it says: the machines that spin, those woken to spin, and wakers about to wake one. *)
SpinnersAreCounted ==
  spinning = Cardinality({m \in Machines : spins[m]})
           + Cardinality({m \in Machines : wokenSpins[m]})
           + Cardinality({p \in Wakers : pc[p] \in {"R6", "R7", "undo"}})

(* A set bit belongs to an idle processor, and a waker has claimed only idle ones. *)
BitsAreIdle ==
  /\ \A m \in bits : ~active[m]
  /\ \A p \in Wakers : pc[p] = "R7" => ~active[target[p]] /\ target[p] \notin bits

Parked(m) == pc[m] = "D5" /\ ~active[m]

(* No goroutine is queued while all machines are parked and nobody is about to wake one. *)
NothingIsForgotten ==
  ~ ( /\ queued > 0
      /\ \A m \in Machines : Parked(m)
      /\ \A p \in Readiers : pc[p] = "outside" )

(* While a goroutine runs, sysmon is up, or somebody is about to get it up: it may turn out to be a hog. *)
SysmonWatches ==
  ~ ( /\ \E m \in Machines : pc[m] = "run"
      /\ \A m \in Machines : pc[m] = "run" \/ Parked(m)
      /\ \A p \in Readiers : pc[p] = "outside"
      /\ pc["sysmon"] = "parked" /\ ~token )

(* Every goroutine that was put is run. *)
EachIsRun == [](queued > 0 => <>(queued = 0))
=============================================================================
