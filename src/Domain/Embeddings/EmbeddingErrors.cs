using Agora.Domain.Common;

namespace Agora.Domain.Embeddings;

public static class EmbeddingErrors
{
    public static readonly Error NotInstalled = Error.Unavailable(
        "embedding.not_installed",
        "This server does not search by meaning: its database has no pgvector. Ask the operator to install it.",
        TimeSpan.FromHours(1));

    public static readonly Error NoModel = Error.Unavailable(
        "embedding.no_model", "No post has been embedded yet. Try again shortly.", TimeSpan.FromSeconds(10));

    public static readonly Error Off = Error.Unavailable(
        "embedding.off", "This server does not search by meaning: Embeddings:Provider is Off.", TimeSpan.FromHours(1));

    [EnforcedBy("IEmbedder")]
    public static readonly Error EmbedderAway = Error.Unavailable(
        "embedding.embedder_unavailable", "The service that embeds texts cannot be reached. Try again shortly.", TimeSpan.FromSeconds(10));

    [EnforcedBy("IEmbedder")]
    public static readonly Error TextRefused = Error.Invalid("embedding.text_refused", "The model does not embed this text.");
}
