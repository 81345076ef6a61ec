using Agora.Domain.Common;
using Agora.Domain.Tasks;

namespace Agora.Application.Tasks;

internal static class TaskSaving
{
    public static Result<TaskView> ToResult(this SavedTask saved) => saved.Outcome switch
    {
        SaveTaskOutcome.Saved => saved.Task!,
        SaveTaskOutcome.Missing => TaskErrors.Stale,
        SaveTaskOutcome.AssigneeNotFollower => TaskErrors.AssigneeNotFollower,
    };
}
