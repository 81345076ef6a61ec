using Agora.Application.Common;
using Agora.Application.Posts;
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
public sealed record ReadExportChunk(ExportRequest Request, Guid After, int Rows) : ICommand<ExportChunk>, IRunsAsSystem;

/// <param name="Bytes">Lines of CSV or NDJSON, without a header.</param>
/// <param name="Rows">0 at the end.</param>
/// <param name="Last">The id of the last row.</param>
public sealed record ExportChunk(ReadOnlyMemory<byte> Bytes, int Rows, Guid Last);

public sealed class ReadExportChunkValidator : AbstractValidator<ReadExportChunk>
{
    public ReadExportChunkValidator()
    {
        RuleFor(c => c.Request.Filter.Tags).IsTagFilter();
        RuleFor(c => c.Request.Filter.Language!)
            .IsLanguage()
            .When(c => c.Request.Filter.Language is not null)
            .OverridePropertyName("language");
    }
}

public sealed class ReadExportChunkHandler(IExportStore store) : ICommandHandler<ReadExportChunk, ExportChunk>
{
    public async Task<Result<ExportChunk>> Handle(ReadExportChunk command, CancellationToken ct) =>
        await store.ReadAsync(command.Request, command.After, command.Rows, ct);
}
