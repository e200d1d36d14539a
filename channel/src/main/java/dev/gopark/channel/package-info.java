/**
 * Channels and select with Go's semantics.
 *
 * <p>{@link dev.gopark.channel.Channel#make(int)} makes a channel, {@link
 * dev.gopark.channel.SendChannel} and {@link dev.gopark.channel.ReceiveChannel} are its two
 * directions, and {@link dev.gopark.channel.Select} waits for whichever of several operations can
 * go first.
 *
 * <p><b>Threads.</b> Every operation may be called from any thread, virtual or platform; a thread
 * that has to wait is parked.
 *
 * <p><b>Interrupts.</b> An interrupt ends a wait, and only a wait: an operation that can go at once
 * goes, whatever the flag says. An operation that ended with {@link InterruptedException} did not
 * happen; one that happened returns normally and leaves the interrupt flag set. No element is lost
 * or doubled either way.
 *
 * <p><b>Timeouts.</b> Zero and negative ones do not wait; those beyond 146 years wait that long. A
 * timed wait starts no thread and makes no channel.
 *
 * <p><b>Nulls.</b> No element is null, so that null can mean "closed and drained" where a receive
 * returns an element.
 *
 * <p><b>Memory consistency effects.</b> With "completes" for the return of a call:
 *
 * <ul>
 *   <li>actions before a send happen-before the completion of the receive that gets its element;
 *   <li>actions before a close happen-before the completion of a receive that sees the channel
 *       closed;
 *   <li>on an unbuffered channel, actions before a receive happen-before the completion of the send
 *       it takes from;
 *   <li>on a channel of capacity <i>C</i>, actions before the <i>k</i>-th receive happen-before the
 *       completion of the (<i>k</i>+<i>C</i>)-th send.
 * </ul>
 *
 * <p>A try operation that fails orders nothing.
 *
 * <p><b>Errors of the JVM.</b> An operation that an {@link OutOfMemoryError} ends has not happened,
 * and has left nothing behind: nobody waits in its place, and no element is lost. The exception is
 * {@code tryReceive}, which makes a {@link dev.gopark.channel.Received} of the element that it has
 * taken: if there is no memory for that the element is gone. A reusable {@link
 * dev.gopark.channel.Select} that an error has hit cannot be run again. A {@link
 * StackOverflowError} while an operation waits is treated alike; one that is thrown in the middle
 * of a step can leave the channel locked: a program that catches it must not go on using the
 * channels of that operation.
 *
 * <p><b>Fork-join pools.</b> A worker of a {@link java.util.concurrent.ForkJoinPool} that has to
 * wait tells its pool, which may start another worker meanwhile.
 *
 * <p>Reading order: {@code Received}, {@code Signal}, {@code ChannelClosedException}, {@code
 * ReceiveBody}, {@code CaseTask}, {@code RangeBody}; {@code SendChannel}, {@code ReceiveChannel},
 * {@code Channel}, {@code TimerChannel}, {@code TickChannel}; {@code Ring}, {@code
 * AbstractChannel}, {@code HchanState}, {@code Hchan}, {@code TimeChannel} and its two kinds,
 * {@code NeverChannel}, {@code ChannelIterator}; {@code Case} and its four kinds, {@code
 * SelectArm}, {@code LockSet}, {@code SelectRound}, {@code RoundCache}, {@code Select}; {@code
 * Call}.
 */
package dev.gopark.channel;
