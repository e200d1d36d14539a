------------------------------ MODULE IdleWake ------------------------------
(* Who wakes whom when a goroutine becomes ready and machines go idle: the protocol of IdleSet, with the steps
   named there R1 to R7 and D1 to D6, and sysmon's deep sleep. Retire has what becomes of a place that changes hands.

   Goroutines come from outside threads (Readiers) and from the machines themselves. All queues are one number
   here: which queue a goroutine stands in does not matter to who looks. Each action below is one access to shared
   memory; the model is sequentially consistent. What a missing fence would do is a constant.

   Broken variants, each found by TLC in seconds when its constant is set to the other value:
     Fence = FALSE        the readier's looks (R3, R4) overtake its put (R1): NothingIsForgotten fails
     Recheck = FALSE      a machine parks without looking again (D4): NothingIsForgotten fails
     UndoLooksAgain = FALSE  R6 found no bit, R5 is undone and nobody looks again: NothingIsForgotten fails
     Stir = FALSE         a machine that leaves by itself does not wake sysmon: SysmonWatches fails
     ClearFirst = FALSE   a waker tries the status and clears the bit after that: IdleIsFound fails *)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS Machines, Readiers, Goroutines, Fence, Recheck, UndoLooksAgain, Stir, ClearFirst

VARIABLES
  pc,          \* of every machine, readier and of "sysmon"
  queued,      \* goroutines in queues
  made, ran,   \* how many were ever put, how many have run
  status,      \* machine -> its processor's status: "active", "idle" or "woken"
  bits,        \* where to look for an idle one
  spinning,    \* its counter
  spins,       \* machine -> counts as spinning
  target,      \* whose bit a waker has cleared
  asleep,      \* sysmon's flag
  token        \* sysmon has been unparked

vars == <<pc, queued, made, ran, status, bits, spinning, spins, target, asleep, token>>

Wakers == Machines \union Readiers
Symmetry == Permutations(Machines) \union Permutations(Readiers)
IsIdle(m) == status[m] = "idle"
Busy == Cardinality({m \in Machines : ~IsIdle(m)})
Goto(p, label) == pc' = [pc EXCEPT ![p] = label]

Init ==
  /\ pc = [p \in Wakers \union {"sysmon"} |->
             IF p = "sysmon" THEN "watch" ELSE IF p \in Machines THEN "look" ELSE "outside"]
  /\ queued = 0 /\ made = 0 /\ ran = 0
  /\ status = [m \in Machines |-> "active"]
  /\ bits = {} /\ spinning = 0
  /\ spins = [m \in Machines |-> FALSE]
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
  /\ UNCHANGED <<ran, status, bits, spinning, spins, target, asleep, token>>

Late(p) ==     \* both looks in one step, then the put: enough to be forgotten
  /\ pc[p] = "late R3"
  /\ Goto(p, IF spinning > 0 \/ bits = {} THEN "late R1" ELSE "late R1, R3")
  /\ UNCHANGED <<queued, made, ran, status, bits, spinning, spins, target, asleep, token>>

LatePut(p) ==
  /\ pc[p] \in {"late R1", "late R1, R3"}
  /\ queued' = queued + 1
  /\ Goto(p, IF pc[p] = "late R1" THEN AfterWake(p) ELSE "R3")
  /\ UNCHANGED <<made, ran, status, bits, spinning, spins, target, asleep, token>>

R3(p) ==
  /\ pc[p] = "R3"
  /\ Goto(p, IF spinning > 0 THEN AfterWake(p) ELSE "R4")
  /\ UNCHANGED <<queued, made, ran, status, bits, spinning, spins, target, asleep, token>>

R4(p) ==
  /\ pc[p] = "R4"
  /\ Goto(p, IF bits = {} THEN AfterWake(p) ELSE "R5")
  /\ UNCHANGED <<queued, made, ran, status, bits, spinning, spins, target, asleep, token>>

R5(p) ==
  /\ pc[p] = "R5"
  /\ IF spinning = 0
       THEN spinning' = 1 /\ Goto(p, "R6")
       ELSE UNCHANGED spinning /\ Goto(p, AfterWake(p))
  /\ UNCHANGED <<queued, made, ran, status, bits, spins, target, asleep, token>>

R6(p) ==
  /\ pc[p] = "R6"
  /\ IF bits = {}
       THEN /\ Goto(p, "undo")
            /\ UNCHANGED <<bits, target>>
       ELSE \E m \in bits :
              /\ IF ClearFirst THEN bits' = bits \ {m} ELSE UNCHANGED bits
              /\ target' = [target EXCEPT ![p] = m]
              /\ Goto(p, "R6 try")
  /\ UNCHANGED <<queued, made, ran, status, spinning, spins, asleep, token>>

R6try(p) ==    \* its place among the spinners goes with the status
  /\ pc[p] = "R6 try"
  /\ IF IsIdle(target[p])
       THEN /\ status' = [status EXCEPT ![target[p]] = "woken"]
            /\ Goto(p, IF ClearFirst THEN "stir" ELSE "late clear")
            /\ UNCHANGED bits
       ELSE /\ Goto(p, "R6")
            /\ bits' = IF ClearFirst THEN bits ELSE bits \ {target[p]}
            /\ UNCHANGED status
  /\ target' = [target EXCEPT ![p] = IF ClearFirst THEN p ELSE @]
  /\ UNCHANGED <<queued, made, ran, spinning, spins, asleep, token>>

LateClear(p) ==
  /\ pc[p] = "late clear"
  /\ bits' = bits \ {target[p]}
  /\ target' = [target EXCEPT ![p] = p]
  /\ Goto(p, "stir")
  /\ UNCHANGED <<queued, made, ran, status, spinning, spins, asleep, token>>

Undo(p) ==
  /\ pc[p] = "undo"
  /\ spinning' = spinning - 1
  /\ Goto(p, IF UndoLooksAgain THEN "R3" ELSE AfterWake(p))
  /\ UNCHANGED <<queued, made, ran, status, bits, spins, target, asleep, token>>

StirSysmon(p, label) ==
  /\ Goto(p, label)
  /\ IF asleep THEN asleep' = FALSE /\ token' = TRUE ELSE UNCHANGED <<asleep, token>>
  /\ UNCHANGED <<queued, made, ran, status, bits, spinning, spins, target>>

Waking(p) ==
  \/ Ready(p) \/ Late(p) \/ LatePut(p)
  \/ R3(p) \/ R4(p) \/ R5(p) \/ R6(p) \/ R6try(p) \/ LateClear(p) \/ Undo(p)
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
  /\ UNCHANGED <<made, ran, status, bits, target, asleep, token>>

Steal(m) ==
  /\ pc[m] = "steal"
  /\ IF queued > 0
       THEN queued' = queued - 1 /\ Goto(m, "stop spinning")
       ELSE UNCHANGED queued /\ Goto(m, "D2")
  /\ UNCHANGED <<made, ran, status, bits, spinning, spins, target, asleep, token>>

StopSpinning(m) ==   \* there may be more: R3 to R7 before it runs what it found
  /\ pc[m] = "stop spinning"
  /\ spins' = [spins EXCEPT ![m] = FALSE]
  /\ spinning' = spinning - 1
  /\ Goto(m, "R3")
  /\ UNCHANGED <<queued, made, ran, status, bits, target, asleep, token>>

Run(m) ==      \* while it runs it may ready others (Ready)
  /\ pc[m] = "run"
  /\ ran' = ran + 1
  /\ Goto(m, "look")
  /\ UNCHANGED <<queued, made, status, bits, spinning, spins, target, asleep, token>>

D2status(m) ==
  /\ pc[m] = "D2"
  /\ status' = [status EXCEPT ![m] = "idle"]
  /\ Goto(m, "D2 bit")
  /\ UNCHANGED <<queued, made, ran, bits, spinning, spins, target, asleep, token>>

D2bit(m) ==
  /\ pc[m] = "D2 bit"
  /\ bits' = bits \union {m}
  /\ Goto(m, "D3")
  /\ UNCHANGED <<queued, made, ran, status, spinning, spins, target, asleep, token>>

D3(m) ==       \* it keeps in mind whether it span
  /\ pc[m] = "D3"
  /\ spinning' = IF spins[m] THEN spinning - 1 ELSE spinning
  /\ Goto(m, IF Recheck THEN "D4" ELSE "D5")
  /\ UNCHANGED <<queued, made, ran, status, bits, spins, target, asleep, token>>

D4(m) ==
  /\ pc[m] = "D4"
  /\ Goto(m, IF queued > 0 THEN "D4 leave" ELSE "D5")
  /\ UNCHANGED <<queued, made, ran, status, bits, spinning, spins, target, asleep, token>>

D4leave(m) ==  \* claimed by somebody: be woken
  /\ pc[m] = "D4 leave"
  /\ IF IsIdle(m)
       THEN /\ status' = [status EXCEPT ![m] = "active"]
            /\ Goto(m, IF Stir THEN "D4 stir" ELSE "D4 again")
       ELSE UNCHANGED status /\ Goto(m, "D5")
  /\ UNCHANGED <<queued, made, ran, bits, spinning, spins, target, asleep, token>>

D4again(m) ==
  /\ pc[m] = "D4 again"
  /\ spinning' = IF spins[m] THEN spinning + 1 ELSE spinning
  /\ Goto(m, "look")
  /\ UNCHANGED <<queued, made, ran, status, bits, spins, target, asleep, token>>

D6(m) ==
  /\ pc[m] = "D5"
  /\ status[m] = "woken"
  /\ status' = [status EXCEPT ![m] = "active"]
  /\ spins' = [spins EXCEPT ![m] = TRUE]
  /\ Goto(m, "look")
  /\ UNCHANGED <<queued, made, ran, bits, spinning, target, asleep, token>>

Due(m) ==      \* a timer: leaves by itself, with its bit left over
  /\ pc[m] = "D5"
  /\ IsIdle(m)
  /\ status' = [status EXCEPT ![m] = "active"]
  /\ spins' = [spins EXCEPT ![m] = FALSE]
  /\ Goto(m, IF Stir THEN "D5 stir" ELSE "look")
  /\ UNCHANGED <<queued, made, ran, bits, spinning, target, asleep, token>>

Machine(m) ==
  \/ Look(m) \/ Steal(m) \/ StopSpinning(m) \/ Run(m)
  \/ D2status(m) \/ D2bit(m) \/ D3(m) \/ D4(m) \/ D4leave(m) \/ D4again(m) \/ D6(m)
  \/ pc[m] = "D4 stir" /\ StirSysmon(m, "D4 again")
  \/ pc[m] = "D5 stir" /\ StirSysmon(m, "look")

-----------------------------------------------------------------------------
(* Sysmon's deep sleep. Its safety nets are left out: the protocol must do without. *)

Sysmon ==
  /\ UNCHANGED <<queued, made, ran, status, bits, spinning, spins, target>>
  /\ \/ /\ pc["sysmon"] = "watch" /\ \A m \in Machines : IsIdle(m)
        /\ asleep' = TRUE /\ Goto("sysmon", "asleep set") /\ UNCHANGED token
     \/ /\ pc["sysmon"] = "asleep set"
        /\ IF asleep /\ \A m \in Machines : IsIdle(m)
             THEN Goto("sysmon", "parked") /\ UNCHANGED asleep
             ELSE asleep' = FALSE /\ Goto("sysmon", "watch")
        /\ UNCHANGED token
     \/ /\ pc["sysmon"] = "parked" /\ token
        /\ token' = FALSE /\ Goto("sysmon", "asleep set") /\ UNCHANGED asleep

-----------------------------------------------------------------------------
Next == (\E p \in Wakers : Waking(p)) \/ (\E m \in Machines : Machine(m) \/ Due(m)) \/ Sysmon

(* Whoever is in the middle of something goes on; nobody is made to ready a goroutine. *)
Step(p) == (Waking(p) /\ ~Ready(p)) \/ (p \in Machines /\ Machine(p))
Spec == Init /\ [][Next]_vars /\ \A p \in Wakers : WF_vars(Step(p))

-----------------------------------------------------------------------------
TypeOK ==
  /\ queued \in 0..Goroutines /\ made \in 0..Goroutines /\ ran \in 0..Goroutines
  /\ spinning \in 0..(Cardinality(Wakers)) /\ bits \subseteq Machines

GivenUp == {"D4", "D4 leave", "D4 stir", "D4 again", "D5"}

(* The counter is what it says: the machines that spin, those woken to spin, and wakers about to wake one. *)
SpinnersAreCounted ==
  spinning = Cardinality({m \in Machines : spins[m] /\ pc[m] \notin GivenUp})
           + Cardinality({m \in Machines : status[m] = "woken"})
           + Cardinality({p \in Wakers : pc[p] \in {"R6", "R6 try", "undo"}})

(* An idle processor past D2 has its bit set, or a waker is about to try it. *)
IdleIsFound ==
  \A m \in Machines :
    IsIdle(m) /\ pc[m] # "D2 bit" =>
      m \in bits \/ \E p \in Wakers : pc[p] = "R6 try" /\ target[p] = m

Parked(m) == pc[m] = "D5" /\ IsIdle(m)

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
