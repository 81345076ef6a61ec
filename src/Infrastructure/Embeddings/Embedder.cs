using System.Security.Cryptography;
using System.Text;
using Agora.Application.Embeddings;
using Agora.Domain.Common;
using Agora.Domain.Embeddings;

namespace Agora.Infrastructure.Embeddings;

/// <summary>The model of the settings, and as long as it is needed the one before: the built-in one, or another of the service.</summary>
internal sealed class Embedder(EmbeddingSettings settings, OpenAiClient service) : IEmbedder
{
    private const char Mark = '#';

    public string? Model { get; } = settings.Provider switch
    {
        EmbeddingProvider.BuiltIn => BuiltInModel.Name,
        EmbeddingProvider.OpenAi => NameOf(settings),
        EmbeddingProvider.Off => null,
    };

    public bool Knows(string model) =>
        settings.Provider != EmbeddingProvider.Off && (model == BuiltInModel.Name || settings.Endpoint.Length > 0);

    public async Task<Result<float[][]>> EmbedAsync(
        string model, EmbeddedText kind, IReadOnlyList<string> texts, CancellationToken ct)
    {
        var vectors = model == BuiltInModel.Name ? BuiltIn(texts) : await AskAsync(model, kind, texts, ct);
        return vectors is null ? EmbeddingErrors.TextRefused : vectors;
    }

    private static float[][]? BuiltIn(IReadOnlyList<string> texts)
    {
        var vectors = texts.Select(BuiltInModel.Embed).OfType<float[]>().ToArray();
        return vectors.Length == texts.Count ? vectors : null;
    }

    private async Task<float[][]?> AskAsync(string model, EmbeddedText kind, IReadOnlyList<string> texts, CancellationToken ct)
    {
        var prefix = kind == EmbeddedText.Query ? settings.QueryPrefix : settings.TextPrefix;
        var vectors = new List<float[]>(texts.Count);
        foreach (var batch in texts.Select(text => prefix + text).Chunk(settings.BatchSize))
        {
            if (await service.EmbedAsync(ModelOf(model), kind, batch, ct) is not { } part)
            {
                return null;
            }

            vectors.AddRange(part);
        }

        return [.. vectors];
    }

    /// <summary>The name of the model, and of what else makes its vectors others: those of two prefixes cannot be compared.</summary>
    private static string NameOf(EmbeddingSettings settings)
    {
        if (settings.TextPrefix.Length == 0 && !settings.SendDimensions)
        {
            return settings.Model;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{settings.TextPrefix}\n{settings.SendDimensions}"));
        return $"{settings.Model}{Mark}{Convert.ToHexStringLower(hash)[..8]}";
    }

    private static string ModelOf(string name) =>
        name.LastIndexOf(Mark) is >= 0 and var mark && mark == name.Length - 9 ? name[..mark] : name;
}
