using Agora.Domain.Tasks;

namespace Agora.Domain.Tests.Tasks;

public sealed class TaskPositionTests
{
    [Fact]
    public void A_place_is_between_its_neighbours_wherever_tasks_are_added()
    {
        var random = new Random(86);
        var places = new List<string>();
        for (var i = 0; i < 5000; i++)
        {
            var at = random.Next(places.Count + 1);
            var place = TaskPosition.Between(at == 0 ? null : places[at - 1], at == places.Count ? null : places[at]).ShouldNotBeNull();
            places.Insert(at, place);
        }

        places.ShouldBe(places.Order(StringComparer.Ordinal));
        places.Distinct(StringComparer.Ordinal).Count().ShouldBe(5000);
        places.ShouldAllBe(p => p.Length == 6 || (p.Length > 6 && p.Length <= TaskPosition.LengthMax && !p.EndsWith('0')));
        places.Max(p => p.Length).ShouldBeLessThan(16);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Hundreds_of_moves_to_one_place_come_before_there_is_no_room(int way)
    {
        var (lower, upper) = (TaskPosition.Between(null, null)!, "");
        upper = TaskPosition.Between(lower, null)!;
        var moves = 0;
        while (TaskPosition.Between(lower, upper) is { } middle)
        {
            string.CompareOrdinal(lower, middle).ShouldBeLessThan(0);
            string.CompareOrdinal(middle, upper).ShouldBeLessThan(0);
            middle.Length.ShouldBeLessThanOrEqualTo(TaskPosition.LengthMax);
            moves++;
            if (way == 0 || (way == 2 && moves % 2 == 0))
            {
                lower = middle;
            }
            else
            {
                upper = middle;
            }
        }

        moves.ShouldBeGreaterThan(200);
    }

    [Fact]
    public void A_list_grows_at_both_ends_without_a_fraction()
    {
        var (first, last) = (TaskPosition.Between(null, null)!, TaskPosition.Between(null, null)!);
        for (var i = 0; i < 10_000; i++)
        {
            (first, last) = (TaskPosition.Between(null, first)!, TaskPosition.Between(last, null)!);
        }

        (first.Length, last.Length).ShouldBe((6, 6));
        string.CompareOrdinal(first, last).ShouldBeLessThan(0);
    }

    [Fact]
    public void There_is_no_place_before_the_first_and_behind_the_last()
    {
        TaskPosition.Between(null, "000000").ShouldBeNull();
        TaskPosition.Between("zzzzzz", null).ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void A_renumbered_list_has_room_between_all(int count)
    {
        var places = TaskPosition.Renumber(count).ToList();

        places.Count.ShouldBe(count);
        places.Zip(places.Skip(1)).ShouldAllBe(pair => TaskPosition.Between(pair.First, pair.Second)!.Length == 6);
    }

    [Fact]
    public void Neighbours_in_the_wrong_order_are_a_fault_of_the_caller() =>
        Should.Throw<ArgumentException>(() => TaskPosition.Between("W00000", "V00000"));
}
