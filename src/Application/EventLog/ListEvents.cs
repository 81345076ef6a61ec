using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.EventLog;
using FluentValidation;

namespace Agora.Application.EventLog;

/// <summary>What the caller may see of the event log, in its order.</summary>
/// <param name="After">A position, or <see cref="Latest"/> for where the log ends; null for the oldest that is kept.</param>
/// <param name="Types">Null for all.</param>
public sealed record ListEvents(string? After, IReadOnlyList<string>? Types, int Limit) : IQuery<EventList>
{
    public const string Latest = "latest";

    public const int LimitMax = 500;
}

public sealed class ListEventsValidator : AbstractValidator<ListEvents>
{
    public ListEventsValidator()
    {
        RuleFor(q => q.Limit).InclusiveBetween(1, ListEvents.LimitMax);
        RuleFor(q => q.Types).Must(types => types!.All(type => EventTypes.All.Contains(type, StringComparer.Ordinal)))
            .When(q => q.Types is not null)
            .WithMessage($"Must be of: {string.Join(", ", EventTypes.All)}.");
    }
}

public sealed class ListEventsHandler(IEventLogRepository events) : IQueryHandler<ListEvents, EventList>
{
    public async Task<Result<EventList>> Handle(ListEvents query, CancellationToken ct)
    {
        if (query.After == ListEvents.Latest)
        {
            return new EventList([], (await events.LatestAsync(ct)).ToString(), HasMore: false);
        }

        EventPosition? after = null;
        if (query.After is not null)
        {
            var parsed = EventPosition.Parse(query.After);
            if (!parsed.IsSuccess)
            {
                return parsed.Error;
            }

            after = parsed.Value;
        }

        return (await events.ListAsync(after, query.Types is { Count: > 0 } ? query.Types : null, query.Limit, ct))
            .Then<EventList>(page => new EventList([.. page.Items.Select(item => item.ToView())], page.Position.ToString(), page.HasMore));
    }
}
