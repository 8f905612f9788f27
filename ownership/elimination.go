package ownership

import "math/big"

// eliminate solves (I − W) x = b exactly. w holds the coefficients of W by row
// and column, nil for zero; b has one column for each right-hand side. It
// returns x in the shape of b, or false when I − W is singular.
//
// Rows are scaled to integers and eliminated without fractions (E. H. Bareiss,
// "Sylvester's identity and multistep integer-preserving Gaussian
// elimination", Math. Comp. 22, 1968): every division is exact and the numbers
// stay as small as determinants of the input.
func eliminate(w [][]*big.Rat, b [][]*big.Rat) ([][]*big.Rat, bool) {
	n, sides := len(w), len(b[0])
	a := make([][]*big.Int, n)
	for i := range n {
		row := make([]*big.Rat, n+sides)
		scale := big.NewInt(1)
		for k := range n {
			row[k] = new(big.Rat)
			if i == k {
				row[k].SetInt64(1)
			}
			if w[i][k] != nil {
				row[k].Sub(row[k], w[i][k])
			}
			scale = lcm(scale, row[k].Denom())
		}
		for k := range sides {
			row[n+k] = b[i][k]
			scale = lcm(scale, row[n+k].Denom())
		}
		a[i] = make([]*big.Int, n+sides)
		for k, v := range row {
			a[i][k] = new(big.Int).Mul(v.Num(), new(big.Int).Quo(scale, v.Denom()))
		}
	}
	previous := big.NewInt(1)
	product := new(big.Int)
	for p := range n {
		pivot := p
		for pivot < n && a[pivot][p].Sign() == 0 {
			pivot++
		}
		if pivot == n {
			return nil, false
		}
		a[p], a[pivot] = a[pivot], a[p]
		for i := range n {
			if i == p {
				continue
			}
			factor := new(big.Int).Set(a[i][p])
			for k := range a[i] {
				if k <= p && k != i {
					// Columns already eliminated hold only their pivots.
					continue
				}
				a[i][k].Mul(a[i][k], a[p][p])
				if factor.Sign() != 0 && a[p][k].Sign() != 0 {
					a[i][k].Sub(a[i][k], product.Mul(factor, a[p][k]))
				}
				a[i][k].Quo(a[i][k], previous)
			}
			a[i][p].SetInt64(0)
		}
		previous = new(big.Int).Set(a[p][p])
	}
	x := make([][]*big.Rat, n)
	for i := range n {
		x[i] = make([]*big.Rat, sides)
		for k := range sides {
			x[i][k] = new(big.Rat).SetFrac(a[i][n+k], a[i][i])
		}
	}
	return x, true
}

func lcm(a, b *big.Int) *big.Int {
	if b.IsInt64() && b.Int64() == 1 {
		return a
	}
	g := new(big.Int).GCD(nil, nil, a, b)
	return new(big.Int).Mul(a, new(big.Int).Quo(b, g))
}
