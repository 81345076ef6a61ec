using Agora.Application.Common;
namespace Agora.Application.Follows;

/// <summary>A user in a list.</summary>
/// <param name="Username">Null when the account was closed, which ends a follow but not a block.</param>
/// <param name="FullName">Null when the person shows only the username, or closed the account.</param>
/// <param name="Since">When the follow, the block or the like began.</param>
public sealed record Person(Guid Id, string? Username, string? FullName, DateTimeOffset Since);

/// <param name="Next">Cursor of the following page; null on the last.</param>
/// <param name="Total">People in the whole list.</param>
public sealed record PeoplePage(IReadOnlyList<Person> Items, string? Next, int Total) : IPage;
