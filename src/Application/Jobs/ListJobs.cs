using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Jobs;
using FluentValidation;

namespace Agora.Application.Jobs;

/// <summary>Jobs, newest first.</summary>
public sealed record ListJobs(JobState? State, string? Kind, int Limit, string? Cursor) : IQuery<Page<JobView>>
{
    public const int LimitMax = 100;
}

public sealed class ListJobsValidator : AbstractValidator<ListJobs>
{
    public ListJobsValidator()
    {
        RuleFor(q => q.State).IsInEnum();
        RuleFor(q => q.Limit).InclusiveBetween(1, ListJobs.LimitMax);
    }
}

public sealed class ListJobsHandler(IJobSteering jobs, CursorCodec cursors) : IQueryHandler<ListJobs, Page<JobView>>
{
    public async Task<Result<Page<JobView>>> Handle(ListJobs query, CancellationToken ct)
    {
        var list = $"jobs?{query.State}&{query.Kind}";
        var before = Guid.AllBitsSet;
        if (query.Cursor is not null
            && !(cursors.Decode(list, query.Cursor) is [var id] && Guid.TryParseExact(id, "N", out before)))
        {
            return CursorCodec.Malformed;
        }

        var rows = await jobs.ListAsync(query.State, query.Kind, before, query.Limit + 1, ct);
        return Page<JobView>.Of(rows, query.Limit, last => cursors.Encode(list, last.Id.ToString("N")));
    }
}
