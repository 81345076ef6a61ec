using System.ComponentModel.DataAnnotations;

namespace Agora.Application.Embeddings;

public enum EmbeddingProvider
{
    /// <summary>Hashed words and parts of words: no service, and no more than lexical.</summary>
    BuiltIn,

    /// <summary>A service that speaks the protocol of OpenAI's embeddings, such as Ollama, vLLM or TEI.</summary>
    OpenAi,

    Off,
}

/// <summary>How posts are embedded for the search by meaning. Bound from the section <c>Embeddings</c> and checked at start.</summary>
public sealed class EmbeddingSettings
{
    public const string Section = "Embeddings";

    /// <summary>
    /// Where vectors come from. <c>BuiltIn</c> needs no service and finds what shares words or parts of words. A change embeds all posts
    /// in the background; until then searches read the former vectors.
    /// </summary>
    public EmbeddingProvider Provider { get; set; }

    /// <summary>Of <c>OpenAi</c>: the address in front of <c>/embeddings</c>, such as <c>http://localhost:11434/v1</c>.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>Of <c>OpenAi</c>: the key that is sent as a bearer token. Empty: none.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Of <c>OpenAi</c>: the name of the model, whose vectors have 768 dimensions or fewer.</summary>
    public string Model { get; set; } = "";

    /// <summary>Of <c>OpenAi</c>: whether to ask the service for 768 dimensions, for models that can shorten their vectors.</summary>
    public bool SendDimensions { get; set; }

    /// <summary>Of <c>OpenAi</c>: what the model wants in front of a search, such as <c>search_query: </c>.</summary>
    public string QueryPrefix { get; set; } = "";

    /// <summary>Of <c>OpenAi</c>: what the model wants in front of a text, such as <c>search_document: </c>.</summary>
    public string TextPrefix { get; set; } = "";

    /// <summary>Texts that are sent in one request.</summary>
    [Range(1, 256)]
    public int BatchSize { get; set; } = 32;

    /// <summary>Requests to the service at once, of this process.</summary>
    [Range(1, 100)]
    public int Concurrency { get; set; } = 4;

    /// <summary>Seconds for one attempt of a request.</summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; set; } = 30;
}
