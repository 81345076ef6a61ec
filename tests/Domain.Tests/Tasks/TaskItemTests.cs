using Agora.Domain.Tasks;

namespace Agora.Domain.Tests.Tasks;

public sealed class TaskItemTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);

    private static readonly Guid Ann = Guid.NewGuid(), Bob = Guid.NewGuid();

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\u200B")]
    [InlineData("two\nlines")]
    public void A_title_shows_something_on_one_line(string title)
    {
        TaskItem.Create(Ann, title, TaskPriority.Medium, null, null, Now).Error.ShouldBe(TaskErrors.TitleInvalid);
        Task().Edit(Ann, title, TaskPriority.Medium, null, null).Error.ShouldBe(TaskErrors.TitleInvalid);
    }

    [Theory]
    [InlineData(280, true)]
    [InlineData(281, false)]
    public void A_title_has_280_characters_at_most_as_the_database_counts_them(int length, bool isValid) =>
        TaskItem.Create(Ann, string.Concat(Enumerable.Repeat("\U0001F600", length)), TaskPriority.Medium, null, null, Now)
            .IsSuccess.ShouldBe(isValid);

    [Fact]
    public void Only_the_owner_edits() => Task().Edit(Bob, "New", TaskPriority.Low, null, Bob).Error.ShouldBe(TaskErrors.OwnerOnly);

    [Fact]
    public void A_title_from_before_a_rule_stays_while_the_rest_is_edited()
    {
        var old = TaskItem.Load(1, Ann, null, "two\nlines", TaskPriority.Low, null, null, 1, Now);

        old.Edit(Ann, "two\nlines", TaskPriority.High, Now, Bob).Value.Priority.ShouldBe(TaskPriority.High);
    }

    [Fact]
    public void What_is_done_already_keeps_its_time_and_what_is_opened_again_has_none()
    {
        var task = Task();

        task.Mark(isDone: true, Now).Value.DoneAt.ShouldBe(Now);
        task.Mark(isDone: true, Now.AddDays(1)).Value.DoneAt.ShouldBe(Now);
        task.Mark(isDone: false, Now).Value.DoneAt.ShouldBeNull();
        task.IsDone.ShouldBeFalse();
    }

    private static TaskItem Task() => TaskItem.Create(Ann, "Title", TaskPriority.Medium, null, Bob, Now).Value;
}
