package dev.gopark.channel;

import java.util.List;

/** The cases of a select that receives from whichever of many channels is ready. */
final class Clauses {
  private Clauses() {}

  @SuppressWarnings("unchecked") // an array of a generic type cannot be made otherwise
  static Case<Integer>[] ours(List<Channel<Integer>> channels) {
    var cases = (Case<Integer>[]) new Case<?>[channels.size()];
    for (int i = 0; i < cases.length; i++) {
      cases[i] = channels.get(i).onReceive();
    }
    return cases;
  }

  @SuppressWarnings("unchecked") // an array of a generic type cannot be made otherwise
  static com.softwaremill.jox.SelectClause<Integer>[] jox(
      List<com.softwaremill.jox.Channel<Integer>> channels) {
    var clauses =
        (com.softwaremill.jox.SelectClause<Integer>[])
            new com.softwaremill.jox.SelectClause<?>[channels.size()];
    for (int i = 0; i < clauses.length; i++) {
      clauses[i] = channels.get(i).receiveClause();
    }
    return clauses;
  }
}
