package day

import "crosslane/route"

// Driving is counted in hundredths of a second of the matrix, of which a second
// covers as many as the hour's speed in percent.

// drive answers with the arrival after need hundredths, begun at now.
func drive(t *route.Traffic, now, need int64) int64 {
	if t == nil {
		return now + (need+99)/100
	}
	for {
		speed, until := hour(t, now)
		if rest := (until - now) * speed; need > rest {
			need -= rest
			now = until
			continue
		}
		return now + (need+speed-1)/speed
	}
}

// covered answers with the hundredths driven from one instant to another.
func covered(t *route.Traffic, from, to int64) int64 {
	if t == nil {
		return (to - from) * 100
	}
	sum := int64(0)
	for from < to {
		speed, until := hour(t, from)
		until = min(until, to)
		sum += (until - from) * speed
		from = until
	}
	return sum
}

// hour answers with the speed at an instant and the end of its hour.
func hour(t *route.Traffic, now int64) (speed, until int64) {
	since := (now - t.Midnight) % 86400
	if since < 0 {
		since += 86400
	}
	return int64(t.SpeedByHour[since/3600]), now + 3600 - since%3600
}
