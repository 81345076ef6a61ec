namespace Agora.Domain.Tasks;

/// <summary>From the least to the most pressing, as the database orders its enum.</summary>
public enum TaskPriority
{
    Low,
    Medium,
    High,
    Urgent,
}
