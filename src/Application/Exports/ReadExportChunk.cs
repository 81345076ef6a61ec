using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Application.Users;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Exports;

/// <param name="Format">JSON is written from lines of NDJSON.</param>
public sealed record ExportRequest(ExportNoun Noun, ExportFormat Format, FormulaCells Formulas, ExportFilter Filter);

/// <summary>
/// The next rows of an export, in the order of their ids. A command, because COPY runs in a transaction, which ends before anything is
/// sent: a slow reader holds no connection and no snapshot. Only admins and the operator send it.
/// </summary>
/// <param name="After">The id of the last row before; all zeros at the beginning.</param>
public sealed record ReadExportChunk(ExportRequest Request, Guid After) : ICommand<ExportChunk>, IRunsAsSystem;

/// <param name="Bytes">Lines of CSV or NDJSON, without a header; may be none although more follow.</param>
/// <param name="Rows">How many, but for those that were written or deleted just now.</param>
/// <param name="Last">The id up to which was read; null at the end.</param>
public sealed record ExportChunk(ReadOnlyMemory<byte> Bytes, int Rows, Guid? Last);

public sealed class ReadExportChunkValidator : AbstractValidator<ReadExportChunk>
{
    public ReadExportChunkValidator()
    {
        RuleFor(c => c.Request.Filter.Author).IsUserReference().OverridePropertyName("author");
        RuleFor(c => c.Request.Filter.Tags).IsTagFilter();
        RuleFor(c => c.Request.Filter.Language!)
            .IsLanguage()
            .When(c => c.Request.Filter.Language is not null)
            .OverridePropertyName("language");
    }
}

public sealed class ReadExportChunkHandler(IExportStore store, IUserRepository users) : ICommandHandler<ReadExportChunk, ExportChunk>
{
    public async Task<Result<ExportChunk>> Handle(ReadExportChunk command, CancellationToken ct)
    {
        var author = command.Request.Filter.Author is { } reference ? await users.ResolveAsync(reference, ct) : (Guid?)null;
        return await store.ReadAsync(command.Request, author, command.After, ct);
    }
}
