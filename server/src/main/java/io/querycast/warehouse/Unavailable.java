package io.querycast.warehouse;

/** Redshift can't do this now, but may in a moment. */
public final class Unavailable extends WarehouseException {
  private static final long serialVersionUID = 1L;

  /** Why Redshift can't do it now; docs/protocol.md holds the same table. */
  public enum Reason {
    /** Redshift runs as many statements as it can. */
    WAREHOUSE_FULL("Redshift runs as many statements as it can."),
    /** Redshift was asked too often. */
    THROTTLED("Redshift asks for fewer requests."),
    /** The calls that AWS allows to the account are used up for the moment. */
    QUOTA("All calls to Redshift that AWS allows are in use."),
    /** Redshift can't be reached, or answers with errors. */
    UNREACHABLE("Redshift can't be reached now.");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /** The reason in words for people. */
    public String words() {
      return words;
    }
  }

  private final Reason reason;

  public Unavailable(Reason reason, Throwable cause) {
    super(reason.words(), cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
