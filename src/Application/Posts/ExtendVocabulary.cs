using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Posts;

/// <summary>
/// Reads further published posts for the words that a misspelled search may have meant. Answers how many it read; zero when it reached
/// the last.
/// </summary>
public sealed record ExtendVocabulary : ICommand<int>, IRunsAsSystem
{
    /// <summary>Posts of a step.</summary>
    public const int BatchMax = 500;
}

public sealed class ExtendVocabularyHandler(IVocabulary vocabulary) : ICommandHandler<ExtendVocabulary, int>
{
    public async Task<Result<int>> Handle(ExtendVocabulary command, CancellationToken ct) =>
        await vocabulary.ExtendAsync(ExtendVocabulary.BatchMax, ct);
}
