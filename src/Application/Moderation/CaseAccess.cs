using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;

namespace Agora.Application.Moderation;

/// <summary>Staff read and decide cases, except those about what they wrote themselves.</summary>
internal static class CaseAccess
{
    public static Result<CaseView> ForStaff(CaseView? found, Actor actor) =>
        Refusal(found?.Author.Id, actor) is { } refusal ? refusal : found!;

    /// <summary>A case that another moderator works on is theirs to decide, unless an admin takes it over.</summary>
    public static bool IsTakenFrom(this CaseView found, Actor actor) =>
        found.Assignee is { } assignee && !actor.Is(assignee.Id) && !actor.IsAdmin;

    /// <param name="authorId">Of what the case is about; null when there is no such case.</param>
    public static Error? Refusal(Guid? authorId, Actor actor) => authorId switch
    {
        { } author when actor.IsStaff => actor.Is(author) ? ModerationErrors.OwnContent : null,
        _ => ModerationErrors.CaseNotFound,
    };
}
