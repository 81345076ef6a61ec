using Agora.Application.Common;
using Agora.Domain.Common;

namespace Agora.Application.Imports;

/// <summary>What one kind of thing adds to the bulk import: its rules, and what stores it.</summary>
/// <typeparam name="TRaw">As a line spells it.</typeparam>
/// <typeparam name="TRow">A line that keeps every rule.</typeparam>
public interface IImportNoun<TRaw, TRow>
{
    /// <summary>The row, or everything that is wrong with its line in one message.</summary>
    Result<TRow> Check(long line, TRaw raw, DateTimeOffset now);

    /// <summary>Two rows of one key are the same thing; of those in a batch the first counts.</summary>
    string KeyOf(TRow row);

    long LineOf(TRow row);

    /// <summary>Of its texts, which bound a batch.</summary>
    long CharactersOf(TRow row);

    /// <summary>Stores rows, all or none; <see cref="ImportErrors.RefusedCode"/> when the database refuses one of them.</summary>
    ICommand<ImportBatchOutcome> Store(IReadOnlyList<TRow> rows, ImportOptions options);

    /// <summary>What that would do with these rows now.</summary>
    IQuery<ImportBatchOutcome> Preview(IReadOnlyList<TRow> rows, ImportOptions options);
}
