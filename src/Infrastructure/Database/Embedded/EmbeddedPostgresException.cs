namespace Agora.Infrastructure.Database.Embedded;

public enum EmbeddedPostgresFailure
{
    /// <summary>There is no usable PostgreSQL here and none could be fetched.</summary>
    Unavailable,

    /// <summary>A configured folder cannot be used.</summary>
    BadFolder,

    /// <summary>The data belongs to another major version.</summary>
    WrongVersion,

    /// <summary>Something else listens on the port.</summary>
    PortTaken,

    /// <summary>Another Agora serves this cluster.</summary>
    InUse,

    /// <summary>The server was started and did not come up.</summary>
    StartFailed,

    /// <summary>An upgrade to another major version could not continue.</summary>
    UpgradeFailed,
}

/// <summary>The embedded server is not available. The message stands alone: it says what was tried, and the remedy.</summary>
public sealed class EmbeddedPostgresException(EmbeddedPostgresFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public EmbeddedPostgresFailure Failure { get; } = failure;
}
